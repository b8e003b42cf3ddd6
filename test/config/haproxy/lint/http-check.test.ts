import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../src/model/lint.js';
import { checkedState } from '../../../support/haproxy-checks.js';
import { loopback } from '../../../support/loopback.js';
import { examineHaproxy } from './examine.js';

const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
const installed = required || spawnSync('haproxy', ['-v']).status === 0;

const REFUSE = 'http-check expect ! string maintenance';

interface Written {
  readonly defaults?: string;
  readonly lines: string;
}

function found({ defaults = '', lines }: Written, code: string): Finding | undefined {
  const text = `defaults\n mode http\n${defaults}\nlisten l\n bind :80\n${lines}\n server a 127.0.0.1:80 check\n`;
  return examineHaproxy(text).find((one) => one.code === code);
}

/** The line that the mend proposes instead. */
const written = (finding: Finding | undefined) =>
  /: ((?:option httpchk|http-check send)[^;]*)/.exec(finding?.mend ?? '')?.[1];

describe('a check that looks at the status alone', () => {
  it.each([
    ['option httpchk HEAD /ping', 'option httpchk GET /ping'],
    ['option httpchk HEAD /ping HTTP/1.1', 'option httpchk GET /ping HTTP/1.1'],
    [
      'option httpchk HEAD /ping HTTP/1.1\\r\\nHost:\\ www',
      'option httpchk GET /ping "HTTP/1.1\\r\\nHost: www"',
    ],
    ['option httpchk OPTIONS /ping', 'option httpchk GET /ping'],
    ['option httpchk /ping', 'option httpchk GET /ping'],
    ['option httpchk', 'option httpchk GET /'],
    ['option httpchk\n http-check send meth HEAD uri /ping', 'http-check send meth GET uri /ping'],
    [
      'option httpchk\n http-check send uri /ping ver HTTP/1.1 hdr Host www',
      'http-check send meth GET uri /ping ver HTTP/1.1 hdr Host www',
    ],
    ['option httpchk HEAD /ping\n http-check send hdr Host www', 'option httpchk GET /ping'],
  ])('is mended with GET, for no body comes to %j', (lines, mended) => {
    expect(written(found({ lines }, 'HEALTH_CHECK_STATUS_ONLY'))).toBe(mended);
  });

  it('and keeps a method whose answers have one', () => {
    const lines = 'option httpchk GET /ping';
    expect(found({ lines }, 'HEALTH_CHECK_STATUS_ONLY')?.mend).not.toContain('httpchk');
  });
});

/** Each configuration, with the severity of its finding and the mend. */
const NEVER: readonly (readonly [Written, Finding['severity'], string])[] = [
  [{ lines: ` option httpchk HEAD /\n ${REFUSE}` }, 'error', 'option httpchk GET /'],
  [
    { lines: ` option httpchk head /\n http-check expect rstring .` },
    'error',
    'option httpchk GET /',
  ],
  [{ lines: ` option httpchk\n ${REFUSE}` }, 'warning', 'option httpchk GET /'],
  [{ lines: ` ${REFUSE}\n option httpchk /x` }, 'warning', 'option httpchk GET /x'],
  [
    { lines: ` http-check send meth GET uri /\n ${REFUSE}\n option httpchk HEAD /` },
    'error',
    'option httpchk GET /',
  ],
  [
    { lines: ` option httpchk GET /\n http-check send meth HEAD\n ${REFUSE}` },
    'error',
    'http-check send meth GET',
  ],
  [{ defaults: ' option httpchk GET /x', lines: ` ${REFUSE}` }, 'error', 'option httpchk GET /x'],
  [
    { defaults: ' option httpchk HEAD /x', lines: ' http-check expect status 200' },
    'error',
    'option httpchk HEAD /x',
  ],
  [{ defaults: ` option httpchk HEAD /\n ${REFUSE}`, lines: '' }, 'error', 'option httpchk GET /'],
];

const PASSING: readonly Written[] = [
  { lines: ` option httpchk GET /\n ${REFUSE}` },
  { lines: ` option httpchk HEAD /\n http-check send meth GET uri /\n ${REFUSE}` },
  { lines: ` http-check send meth GET uri /\n ${REFUSE}\n option httpchk` },
  { lines: ` option httpchk GET /\n http-check connect\n http-check send uri /ping\n ${REFUSE}` },
  { lines: ` option httpchk PUT /\n ${REFUSE}` },
  { lines: ' option httpchk HEAD /\n http-check expect status 200' },
  { lines: ` option httpchk HEAD /\n option tcp-check\n ${REFUSE}` },
  { defaults: ` http-check expect string no`, lines: ' option httpchk GET /' },
  { defaults: ' option httpchk HEAD /', lines: ` http-check send meth GET uri /\n ${REFUSE}` },
  { defaults: ' option httpchk GET /', lines: ' http-check disable-on-404' },
];

describe('a check that cannot pass', () => {
  it.each(NEVER)('is found in %j', (lines, severity, mended) => {
    const finding = found(lines, 'HAPROXY_CHECK_NEVER_PASSES');
    expect(finding).toMatchObject({ severity });
    expect(written(finding)).toBe(mended);
  });

  it.each(PASSING)('is none in %j', (lines) => {
    expect(found(lines, 'HAPROXY_CHECK_NEVER_PASSES')).toBeUndefined();
  });

  it('is a connection only where no expect is left to fail', () => {
    const lines = { defaults: ' option httpchk GET /', lines: ' http-check comment hello' };
    expect(found(lines, 'HAPROXY_CHECK_NEVER_PASSES')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('its checks only connect'),
    });
  });
});

describe.runIf(installed)('the real HAProxy', () => {
  it.each(NEVER)('takes the server down by %j', async (lines) => {
    expect(await checkedState(loopback(1), lines)).toMatchObject({ status: 'DOWN' });
  });

  it.each(PASSING)('has it up by %j', async (lines) => {
    expect(await checkedState(loopback(2), lines)).toMatchObject({ status: 'UP' });
  });

  it.each([
    ' option httpchk HEAD /ping',
    ' option httpchk HEAD /ping HTTP/1.1\\r\\nHost:\\ www',
    ' option httpchk /ping',
    ' option httpchk',
    ' option httpchk\n http-check send meth HEAD uri /ping',
    ' option httpchk\n http-check send uri /ping ver HTTP/1.1 hdr Host www',
    ' option httpchk HEAD /ping\n http-check send hdr Host www',
    ' option httpchk GET /ping',
  ])('has it up with the mend of %j', async (lines) => {
    const mend = written(found({ lines }, 'HEALTH_CHECK_STATUS_ONLY')) ?? lines.trim();
    const [first = '', second] = mend.split(' ');
    const mended = lines
      .split('\n')
      .map((line) => (line.trim().startsWith(`${first} ${second}`) ? mend : line));
    const all = [...mended, 'http-check expect status 200', REFUSE].join('\n');
    expect(await checkedState(loopback(3), { lines: all })).toMatchObject({ status: 'UP' });
  });

  it.each(NEVER)('has it up with the mend of %j', async (lines, _, mended) => {
    const [first, second] = mended.split(' ');
    const replaced = (text: string) =>
      text
        .split('\n')
        .map((line) => (line.trim().startsWith(`${first} ${second}`) ? mended : line));
    const own = replaced(lines.lines);
    const inherited = replaced(lines.defaults ?? '').join('\n');
    const isThere = own.includes(mended) || !lines.lines.includes('expect');
    const all = isThere ? own : [mended, ...own];
    const state = await checkedState(loopback(4), { defaults: inherited, lines: all.join('\n') });
    expect(state).toMatchObject({ status: 'UP' });
  });
});
