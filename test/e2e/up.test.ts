import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/run-result.js';
import { BIN, runCli, type StartedCli, startCli } from '../support/cli.js';
import { loopback, loopbackBlock } from '../support/loopback.js';
import { quickScenario, type TestScenario } from '../support/scenario.js';

let scenario: TestScenario;
let folder: string;
let env: Record<string, string>;
let chain: StartedCli;

const url = `http://${loopback(1)}:18080`;
const backends = [`http://${loopback(1)}:18081`, `http://${loopback(2)}:18081`];

beforeAll(async () => {
  scenario = quickScenario();
  folder = mkdtempSync(join(tmpdir(), 'up-test-'));
  env = { TMPDIR: folder, XDG_STATE_HOME: folder };
  chain = startCli(['up', scenario.file, '--loopback', loopbackBlock], env);
  await chain.printed(/From another terminal/);
});

afterAll(async () => {
  chain.child.kill('SIGINT');
  const { code } = await chain.finished;
  expect(code).toBe(0);
  scenario.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('a chain that `tidegate up` keeps up', () => {
  test('answers with the 4-tuple through all its boxes', async () => {
    const answer = await fetch(`${url}/`);
    expect(await answer.text()).toMatch(/^127\.[\d.]+:\d+ -->> 127\.[\d.]+:18090\r\n$/);
    expect(answer.headers.get('x-tidegate-backend')).toMatch(/^[ab]$/);
  });

  test('maintenance is flipped from outside, and seen at the backend proxy at once', async () => {
    const health = async (): Promise<string> =>
      (await fetch(`${backends[0]}/health_check/`)).text();
    const before = await health();
    expect(before).toBe('serving a\r\n');
    expect((await runCli(['maintenance', 'on'], env)).stdout).toBe('backend a: maintenance on\n');
    expect(await health()).toContain('maintain');
    const status = await runCli(['maintenance', 'status'], env);
    expect(status.stdout).toBe('backend a: maintenance on\nbackend b: maintenance off\n');
    expect((await runCli(['maintenance', 'off'], env)).code).toBe(0);
    expect(await health()).toBe(before);
  });

  test('a second one is refused while the first is up', async () => {
    const { code, stderr } = await runCli(['up', scenario.file, '--loopback', loopbackBlock], env);
    expect(code).toBe(2);
    expect(stderr).toMatch(/a chain is already up \(pid \d+\)/);
  });

  test('prints commands that can be typed as they stand', async () => {
    await chain.printed(/^ {2}node bin\/tidegate\.js maintenance on /m);
    await chain.printed(/--maintenance-on 'node bin\/tidegate\.js maintenance on'/);
  });

  test('is benchmarked as any deployment is', async () => {
    const { code, stdout, stderr } = await runCli(
      ['bench', url, '--connections', '8', '--duration', '1', '--max', 'errors=0'],
      env,
    );
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/p99/);
  });

  test('passes a run from another terminal; checks without evidence are skipped by name', async () => {
    const out = join(folder, 'result.json');
    const flip = (word: string): string => `'${process.execPath}' '${BIN}' maintenance ${word}`;
    const { code, stdout, stderr } = await runCli(
      [
        'run',
        scenario.file,
        '--connections',
        '300',
        '--url',
        url,
        '--backend-url',
        ...backends,
        '--maintenance-on',
        flip('on'),
        '--maintenance-off',
        flip('off'),
        '--out',
        out,
      ],
      env,
    );
    const result = JSON.parse(readFileSync(out, 'utf8')) as RunResult;
    expect(code, stdout + stderr).toBe(0);
    expect(result.verdict).toBe('pass');
    expect(result.connections.established).toBe(300);
    const skipped = result.checks
      .filter((check) => check.status === 'skip')
      .map(({ id, actual }) => `${id}: ${actual}`);
    expect(skipped).toEqual([
      'status-and-body: the frontend does not report its peers’ states',
      'at-most-once: no ledger of the backend servers',
      'idle-close: no connection was closed between requests',
      'no-flap: the frontend does not report its peers’ states',
    ]);
    const passed = result.checks.filter((check) => check.status === 'pass').map(({ id }) => id);
    expect(passed).toEqual(
      expect.arrayContaining([
        'flip-visible',
        'last-new-request',
        'complete-response',
        'in-flight-finishes',
        'stream',
        'tunnel',
        'all-gone',
        'return',
      ]),
    );
  });
});
