import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HAPROXY_LINT_RULES } from '../../../../src/config/haproxy/lint/registry.js';
import type { HaproxyLintCode } from '../../../../src/model/lint.js';
import { FACTS } from '../../nginx/lint/examine.js';
import { CASES } from './cases.js';
import { examineHaproxy } from './examine.js';

const codes = (text: string, facts = FACTS) =>
  examineHaproxy(text, facts).map((finding) => finding.code);

const directory = mkdtempSync(join(tmpdir(), 'tidegate-haproxy-lint-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
const installed = required || spawnSync('haproxy', ['-v']).status === 0;

describe.each(Object.keys(HAPROXY_LINT_RULES) as HaproxyLintCode[])('%s', (code) => {
  const { bad, good, facts } = CASES[code];
  const known = { ...FACTS, ...facts };

  it('finds what is wrong, and says where and what to do', () => {
    const found = examineHaproxy(bad, known).filter((one) => one.code === code);
    expect(found).not.toEqual([]);
    for (const { place, message, why, mend } of found) {
      expect(bad.split('\n')[place.line - 1]?.slice(place.column - 1)).toMatch(/^\S/);
      expect(message).toMatch(/\S{2}/);
      expect(why).toMatch(/[.]$/);
      expect(mend).toMatch(/\S{2}/);
    }
  });

  it('finds nothing where it is right', () => {
    expect(codes(good, known)).not.toContain(code);
  });

  it.runIf(installed).each(['bad', 'good'] as const)('HAProxy takes the %s one', (which) => {
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, CASES[code][which]);
    const { status, stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });
});

it('claims nothing of a host whose port range is unknown', () => {
  expect(codes(CASES.ODD_PORT_RANGE.bad, { schema: 'tidegate.facts/1' })).not.toContain(
    'ODD_PORT_RANGE',
  );
});

it('hands down what defaults say, until a section says otherwise', () => {
  const text = (inner: string) =>
    `defaults\n mode http\n option httpclose\n default-server check fall 1\nbackend b\n ${inner}\n server a 127.0.0.1:80\n`;
  expect(codes(text(''))).toEqual(['HAPROXY_CONNECTIONS_NOT_REUSED', 'HEALTH_CHECK_FLAPS']);
  expect(codes(text('no option httpclose\n default-server fall 3'))).toEqual([]);
});

it('accepts no request retried where disable-l7-retry guards it', () => {
  const guarded =
    'backend b\n mode http\n retry-on all-retryable-errors\n http-request disable-l7-retry if METH_POST\n server a 127.0.0.1:80 check\n';
  expect(codes(guarded)).not.toContain('RETRY_NON_IDEMPOTENT');
});

describe('what several servers of a backend have', () => {
  const many = (options: string) =>
    [1, 2, 3].map((n) => `server s${n} 10.0.0.${n}:80 ${options}`).join('\n ');
  const found = (lines: string, code: string) =>
    examineHaproxy(
      `global\n maxconn 9\n hard-stop-after 1h\ndefaults\n mode http\nbackend b\n ${lines}\nbackend c\n ${lines}\nfrontend f\n bind :80\n use_backend b if { src 10.0.0.0/8 }\n use_backend c if TRUE\n`,
    ).filter((finding) => finding.code === code);

  it.each([
    ['HAPROXY_CHECK_MISSING', '', 'server s1 of b and 2 more are not checked'],
    ['HEALTH_CHECK_FLAPS', 'check fall 1', 'server s1 of b and 2 more are down after one'],
    [
      'HAPROXY_ERRORS_MARK_DOWN',
      'check observe layer7 on-error mark-down',
      'server s1 of b and 2 more act on errors',
    ],
    [
      'HAPROXY_SESSIONS_SHUT_DOWN',
      'check on-marked-down shutdown-sessions',
      'on each of 3 servers',
    ],
    ['HAPROXY_MAXCONN_ABOVE_PORTS', 'check maxconn 70000', 'and so do 2 others of b'],
    ['TRANSPARENT_BIND', 'check source 0.0.0.0 usesrc clientip', 'source 0.0.0.0 usesrc'],
  ])('is told once a backend: %s', (code, options, message) => {
    const all = found(many(options), code);
    expect(all.map((one) => one.place.line)).toEqual([7, 11]);
    expect(all[0]?.message).toContain(message);
  });
});

describe('no hard-stop-after where there is no global', () => {
  const found = (text: string) =>
    examineHaproxy(text).filter(({ code }) => code === 'HAPROXY_HARD_STOP_MISSING');

  it('is found at the first section that accepts, with the section to write', () => {
    const text = 'defaults\n mode tcp\nbackend b\n server a 10.0.0.1:80\nlisten l\n bind :80\n';
    expect(found(text)).toMatchObject([
      { place: { line: 5 }, mend: expect.stringContaining('global, and below it hard-stop-after') },
    ]);
  });

  it('is nothing to a file that accepts nothing', () => {
    expect(found('backend b\n server a 10.0.0.1:80\n')).toEqual([]);
  });
});
