import { expect, it } from 'vitest';
import type { Finding } from '../../../src/model/lint.js';
import { renderLintText } from '../../../src/report/lint/lint-text.js';
import { layoutWith } from '../../support/layout.js';

const finding: Finding = {
  code: 'LINGERING_CLOSE_OFF',
  severity: 'warning',
  message: 'lingering_close off',
  why: 'It resets.',
  mend: 'Write on.',
  place: { file: 'warning.conf', line: 3, column: 5 },
};
const render = (findings: readonly Finding[], colour: boolean) =>
  renderLintText({ schema: 'tidegate.lint/1', file: 'f', findings }, layoutWith({ colour }));

it('begins with the place, as a compiler does', () => {
  expect(render([finding], false)).toBe(
    [
      'warning.conf:3:5: warning LINGERING_CLOSE_OFF: lingering_close off',
      '    Why: It resets.',
      '    Mend: Write on.',
      '',
      '0 errors, 1 warning, 0 to know',
      '',
    ].join('\n'),
  );
});

it('colours the severity and the code, not a path that is named so', () => {
  const [head] = render([finding], true).split('\n');
  expect(head).toBe(
    'warning.conf:3:5: \u001B[33mwarning\u001B[39m \u001B[1mLINGERING_CLOSE_OFF\u001B[22m: lingering_close off',
  );
});

it('counts what --fix mends', () => {
  const place = finding.place;
  const edits = [{ kind: 'replace', from: place, to: place, text: '' } as const];
  expect(render([finding, { ...finding, severity: 'error', edits }], false)).toMatch(
    /\n1 error, 1 warning, 0 to know; --fix mends 1\n$/,
  );
});

it('fills the width, and keeps what is copied together', () => {
  const why =
    'Each request opens a connection of its own and leaves its port waiting for a minute.';
  const mend =
    'Listen elsewhere, or reserve it: sysctl -w net.ipv4.ip_local_reserved_ports=8080 and proxy_set_header Connection "";';
  const text = renderLintText(
    { schema: 'tidegate.lint/1', file: 'f', findings: [{ ...finding, why, mend }] },
    layoutWith({ columns: 60 }),
  );
  expect(text.split('\n').slice(0, 8)).toEqual([
    'warning.conf:3:5: warning LINGERING_CLOSE_OFF:',
    '  lingering_close off',
    '    Why: Each request opens a connection of its own and',
    '    leaves its port waiting for a minute.',
    '    Mend: Listen elsewhere, or reserve it:',
    '    sysctl -w net.ipv4.ip_local_reserved_ports=8080 and',
    '    proxy_set_header Connection "";',
    '',
  ]);
});
