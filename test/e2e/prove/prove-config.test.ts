import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ConfigProof } from '../../../src/model/prove-config.js';
import { hasNamespaces } from '../../net/support/child.js';
import { runCli, startCli } from '../../support/cli.js';
import { processesMarked, runDirectories, untilNone } from '../../support/leftovers.js';
import { runMain } from '../../support/run-main.js';

const directory = mkdtempSync(join(tmpdir(), 'prove-config-test-'));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** In a directory of its own. */
function config(text: string, name = 'nginx.conf'): string {
  const file = join(mkdtempSync(join(directory, 'one-')), name);
  writeFileSync(file, text);
  return file;
}

const PROXY = `events { worker_connections 60; }
http {
  upstream app { server 10.0.0.1:8081; }
  server { listen 8080; location / { proxy_pass http://app; } }
}
`;
const BUNDLED = ['--engine', 'bundled', '--nofile', '1024'];
const FEW_PORTS = ['--port-range', '50000-50019', ...BUNDLED];

describe.runIf(hasNamespaces).concurrent('tidegate prove CONFIG', () => {
  it('prints both figures, the limit that refused, and what stood in', async () => {
    const { code, stdout, stderr } = await runCli(['prove', config(PROXY), ...FEW_PORTS]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/predicted +20 +ports binds, hop app/);
    expect(stdout).toMatch(/measured +20 +ports refused/);
    expect(stdout).toContain('the error log says: [crit] connect() failed (99: Cannot assign');
    expect(stdout).toContain('✔ agrees');
    expect(code).toBe(0);
  });

  it('scales ranges and limits alike', async () => {
    const text = PROXY.replace('10.0.0.1:8081', '10.0.0.1:8081 max_conns=3000');
    const options = ['--scale', '1/100', '--engine', 'bundled', '--json'];
    const large = config(text.replace('60', '100000'));
    const { stdout } = await runCli(['prove', large, ...options, '--nofile', '100000']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'tidegate.prove-config/1',
      scale: 0.01,
      given: { portRange: [32_768, expect.any(Number)], nofile: { soft: 1000, hard: 1000 } },
      predicted: { max: 30, binding: { limit: 'max_conns' } },
      measured: { held: 30 },
      refused: { limit: 'max_conns' },
      agrees: true,
    } satisfies DeepPartial<ConfigProof>);
  });

  it('refuses with exit code 2 what is too large here, and says by how much to shrink it', async () => {
    const text = PROXY.replace('60', '900000');
    const options = ['--port-range', '1025-65000', '--nofile', '2000000', '--engine', 'bundled'];
    const { code, stderr } = await runCli(['prove', config(text), ...options]);
    expect(stderr).toMatch(/\[PROVE_TOO_LARGE\]\n {2}Scale .*--scale 1\/\d+/);
    expect(code).toBe(2);
  });

  it('ends with exit code 3 where the proxy does not take the configuration', async () => {
    const text = PROXY.replace('proxy_pass http', 'proxy_ssl_name x; proxy_pass https');
    const { code, stderr } = await runCli(['prove', config(text), ...BUNDLED]);
    expect(stderr).toContain('[PROVE_PROXY_NOT_STARTED]');
    expect(code).toBe(3);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('leaves nothing behind after %s', async (signal) => {
    const mark = `tidegate-test-prove-config-${signal}-${process.pid}`;
    const text = PROXY.replace('60', '4000');
    const options = ['--port-range', '50000-51499', ...BUNDLED.slice(0, 2), '--nofile', '5000'];
    const file = config(text);
    const environment = { MARK: mark, TMPDIR: dirname(file) };
    const { child, finished } = startCli(['prove', file, ...options], environment);
    const proxies = () => processesMarked(mark).filter((line) => line.includes(' proxy '));
    await expect.poll(() => proxies().length, { timeout: 20_000 }).toBeGreaterThan(0);
    child.kill(signal);
    await finished;
    expect(await untilNone(() => processesMarked(mark), 10_000)).toEqual([]);
    expect(await untilNone(() => runDirectories(dirname(file)), 5000)).toEqual([]);
  });

  it('leaves /etc/hosts as it is', async () => {
    const before = readFileSync('/etc/hosts', 'utf8');
    const file = config(PROXY.replace('10.0.0.1', 'app.internal'));
    const { code } = await runCli(['prove', file, ...FEW_PORTS]);
    expect([code, readFileSync('/etc/hosts', 'utf8')]).toEqual([0, before]);
    expect(readdirSync(dirname(file))).toEqual(['nginx.conf']);
  });
});

it.each([
  ['http { server { location / { nonsense', 3, '[CONFIG_'],
  ['events { } http { server { listen 80; return 204; } }', 2, '[PROVE_BACKEND_UNREACHABLE]'],
  [
    'server { listen 80; location / { proxy_pass http://10.0.0.1; } }',
    2,
    '[PROVE_CONFIG_INCOMPLETE]',
  ],
])('refuses %j with exit code %i', async (text, exitCode, message) => {
  const { code, stderr } = await runCli(['prove', config(text), '--engine', 'bundled']);
  expect(stderr).toContain(message);
  expect(code).toBe(exitCode);
});

it.each([
  [['x.conf', '--sources', '2'], '--sources describes a case without a configuration'],
  [['x.conf', '--scale', '2'], '--scale is "2"'],
  [['x.conf', '--engine', 'haproxy'], 'haproxy runs no configuration of nginx'],
  [['--scale', '1/2'], '--scale needs a configuration'],
])('refuses %j', async (options, message) => {
  const { code, stderr } = await runMain('prove', ...options);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

type DeepPartial<T> = { readonly [K in keyof T]?: DeepPartial<T[K]> };
