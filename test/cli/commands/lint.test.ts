import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LintReport } from '../../../src/model/lint.js';
import { expectGolden } from '../../support/golden.js';
import { runMain } from '../../support/run-main.js';

const FACTS = ['--facts', 'test/cli/fixtures/host.json'];
const HEALTH_CHECK = 'test/config/nginx/fixtures/health-check.conf';
const LOCAL_PROXY = 'test/config/nginx/fixtures/local-proxy.conf';
const FRONTEND = 'test/cli/fixtures/lint-frontend.conf';
const HAPROXY = 'test/cli/fixtures/haproxy-maintenance.cfg';

const lint = (...args: string[]) => runMain('lint', ...FACTS, ...args);

describe('as people and programs read it', () => {
  it.each([
    ['lint/health-check.txt', [HEALTH_CHECK]],
    ['lint/local-proxy.txt', [LOCAL_PROXY]],
    ['lint/local-proxy.json', [LOCAL_PROXY, '--json']],
    ['lint/local-proxy.diff', [LOCAL_PROXY, '--fix']],
    ['lint/frontend.txt', [FRONTEND]],
    ['lint/haproxy.txt', [HAPROXY]],
    ['lint/frontend.diff', [FRONTEND, '--fix']],
  ])('%s', async (golden, args) => {
    const { code, stdout } = await lint(...args);
    expect(code).toBe(1);
    expectGolden(golden, stdout);
  });

  it('fits 80 columns', async () => {
    const { stdout } = await lint(FRONTEND);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints nothing when quiet, and says it by the exit code', async () => {
    expect(await lint(LOCAL_PROXY, '--quiet')).toEqual({ code: 1, stdout: '', stderr: '' });
  });

  it('gives an example in its help', async () => {
    const { code, stdout } = await runMain('lint', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('$ tidegate lint nginx.conf --fix | patch -p0');
  });
});

describe('configurations as they are found', () => {
  const codesOf = async (file: string, ...args: string[]) => {
    const { stdout } = await lint(file, '--json', ...args);
    return (JSON.parse(stdout) as LintReport).findings.map((finding) => finding.code);
  };

  it('the first never goes into maintenance', async () => {
    expect(await codesOf(HEALTH_CHECK)).toEqual(['TRY_FILES_NO_SLASH']);
  });

  it('the second uses four of its nine sources', async () => {
    expect(await codesOf(LOCAL_PROXY, '--clients', 'local:1')).toEqual([
      'MAP_UNREACHABLE_SOURCE',
      'MAP_UNEVEN',
      'KEEPALIVE_MISSING',
      'MAX_CONNS_ABOVE_PORTS',
      'MAX_CONNS_BELOW_SOURCES',
    ]);
  });

  it('reaches all nine, unevenly, from clients that use every port', async () => {
    const codes = await codesOf(LOCAL_PROXY, '--client-port-range', '1024-65535');
    expect(codes).not.toContain('MAP_UNREACHABLE_SOURCE');
    expect(codes).toContain('MAP_UNEVEN');
  });
});

it('takes the port range and the reserved ports of another host', async () => {
  const found = async (...args: string[]) => {
    const { stdout } = await lint(FRONTEND, '--json', ...args);
    const { findings } = JSON.parse(stdout) as LintReport;
    return findings
      .filter(({ code }) => code === 'LISTEN_IN_PORT_RANGE')
      .map(({ message }) => message.split(' is in ')[0]);
  };
  expect(await found('--port-range', '41000-60999')).toEqual([]);
  expect(await found('--port-range', '39000-60999')).toEqual(['port 40000']);
  expect(await found('--reserved', '40000')).toEqual([]);
  expect(await lint(FRONTEND, '--port-range', '9-1')).toMatchObject({ code: 2, stdout: '' });
});

describe('exit code', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'tidegate-lint-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const file = (text: string) => {
    const path = join(directory, 'nginx.conf');
    writeFileSync(path, text);
    return path;
  };

  it('0 where nothing is found', async () => {
    const path = file('events { }\nhttp { server { listen 80; return 200; } }\n');
    expect(await lint(path)).toEqual({ code: 0, stdout: `${path}: nothing found\n`, stderr: '' });
  });

  it('0 where there is something to know and no more', async () => {
    const { code, stdout } = await lint(file('events { }\nhttp { gzip on; }\n'));
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      ':2:8: info UNMODELLED_DIRECTIVE: ignored, because they change no number of connections: gzip',
    );
    expect(stdout).toMatch(/\n0 errors, 0 warnings, 1 to know\n$/);
  });

  it('1 where a directive is misspelt', async () => {
    const { code, stdout } = await lint(file('events { }\nhttp { keepalive_timeou 5; }\n'));
    expect(code).toBe(1);
    expect(stdout).toContain('Mend: Did you mean "keepalive_timeout"?');
  });

  it.each([
    ['events { }\nhttp {\n', ':2:1: the block that begins here is never closed'],
    ['events { }\nhttp { server { listen 80800; } }', ':2:24: invalid value "80800"'],
  ])('2 for %j', async (text, place) => {
    const { code, stdout, stderr } = await lint(file(text));
    expect(stderr).toContain(`nginx.conf${place}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('1 for findings in a configuration of HAProxy, 2 where it cannot be read', async () => {
    expect(await lint(HAPROXY)).toMatchObject({ code: 1, stderr: '' });
    const broken = join(directory, 'haproxy.cfg');
    writeFileSync(broken, 'backend b\n  server a 10.0.0.1:70000\n');
    const { code, stdout, stderr } = await lint(broken);
    expect(stderr).toContain('haproxy.cfg:2:12: invalid value');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('2 for a file that is not there, and for --json with --fix', async () => {
    expect(await lint('nowhere.conf')).toMatchObject({ code: 2, stdout: '' });
    expect(await lint(LOCAL_PROXY, '--json', '--fix')).toMatchObject({ code: 2, stdout: '' });
  });
});

it('says on the other stream what the diff leaves to a person', async () => {
  const { stderr } = await lint(LOCAL_PROXY, '--fix');
  expect(stderr).toBe('2 findings are left to you: see them without --fix\n');
});
