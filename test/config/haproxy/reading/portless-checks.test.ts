import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { examineHaproxy } from '../lint/examine.js';

const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
const installed = required || spawnSync('haproxy', ['-v']).status === 0;
const directory = mkdtempSync(join(tmpdir(), 'tidegate-portless-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const config = (lines: string, more = '') =>
  `defaults\n mode tcp\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nlisten l\n bind 127.0.0.1:80\n ${lines}\n${more}`;
const found = (text: string, code: string) =>
  examineHaproxy(text).filter((finding) => finding.code === code);

const REFUSED = [
  'server a 10.0.0.1 check',
  'server a 10.0.0.1 check disabled',
  'server a 10.0.0.1 check backup',
  'server a 10.0.0.1:+100 check',
  'server a 10.0.0.1:0 check',
  'server a 10.0.0.1 check port 0',
  'server a 10.0.0.1 check addr 10.0.0.2',
  'server a [::1] check',
  'default-server check\n server a 10.0.0.1',
  'server-template a 3 10.0.0.1 check',
  'option tcp-check\n tcp-check connect\n server a 10.0.0.1 check',
  'option tcp-check\n tcp-check connect port 90\n tcp-check connect\n server a 10.0.0.1 check',
  'tcp-check connect port 90\n server a 10.0.0.1 check',
  'option httpchk\n http-check send meth GET\n server a 10.0.0.1 check',
  'server a 10.0.0.1:80 agent-check',
];
const STARTS = [
  'server a 10.0.0.1',
  'server a 10.0.0.1:80 check',
  'server a 10.0.0.1 check port 90',
  'server a 10.0.0.1 check addr 10.0.0.2:99',
  'server a /run/x.sock check',
  'server a abns@x check',
  'server a 10.0.0.1 agent-check agent-port 9',
  'default-server check port 99\n server a 10.0.0.1',
  'default-server check\n server a 10.0.0.1 no-check',
  'option tcp-check\n tcp-check connect port 90\n server a 10.0.0.1 check',
  'option tcp-check\n tcp-check connect addr 10.0.0.2:5\n server a 10.0.0.1 check',
  'option httpchk\n http-check connect port 90\n http-check send meth GET\n server a 10.0.0.1 check',
];
/** HAProxy starts and marks them down (measured, 2.6.12). */
const DOWN = ['server a localhost check', 'server a 0.0.0.0 check'];

describe('a check without a port', () => {
  it.each(REFUSED)('keeps HAProxy from starting: %j', (lines) => {
    expect(found(config(lines), 'HAPROXY_WILL_NOT_START')).toMatchObject([
      { severity: 'error', message: expect.stringContaining('no port for it') },
    ]);
  });

  it.each([...STARTS, ...DOWN])('is none in %j', (lines) => {
    expect(found(config(lines), 'HAPROXY_WILL_NOT_START')).toEqual([]);
  });

  it.each(DOWN)('of an address that is told later goes to port 0: %j', (lines) => {
    expect(found(config(lines), 'HAPROXY_CHECK_NEVER_PASSES')).toMatchObject([
      { severity: 'error', message: expect.stringContaining('the checks go to port 0') },
    ]);
  });

  it('is not known of a variable, nor where DNS tells the port', () => {
    for (const address of ['"${HOST}"', '10.0.0.1:"${PORT}"', '_http._tcp.x.example']) {
      const text = config(`server a ${address} check`);
      expect(found(text, 'HAPROXY_WILL_NOT_START')).toEqual([]);
      expect(found(text, 'HAPROXY_CHECK_NEVER_PASSES')).toEqual([]);
    }
  });

  it('is told once a section, and not of one that is disabled', () => {
    const servers = 'server a 10.0.0.1 check\n server b 10.0.0.2 check\n server c 10.0.0.3 check';
    expect(found(config(servers), 'HAPROXY_WILL_NOT_START')).toMatchObject([
      { message: expect.stringContaining('server a of l and 2 more have check') },
    ]);
    expect(found(config(servers, ' disabled\n'), 'HAPROXY_WILL_NOT_START')).toEqual([]);
  });
});

describe.runIf(installed)('the real HAProxy', () => {
  const isAccepted = (lines: string) => {
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, config(lines));
    return spawnSync('haproxy', ['-c', '-f', file]).status === 0;
  };

  it('refuses what is said to be refused, and nothing else of these', () => {
    expect(REFUSED.filter(isAccepted)).toEqual([]);
    expect([...STARTS, ...DOWN].filter((lines) => !isAccepted(lines))).toEqual([]);
  });
});
