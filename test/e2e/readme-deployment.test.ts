import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInstalled } from '../../scenarios/broken/parts/real.mjs';
import type { RunResult } from '../../src/model/run-result.js';
import { BIN } from '../support/cli.js';
import { loopbackBlock } from '../support/loopback.js';
import { quickScenario, type TestScenario } from '../support/scenario.js';

const REAL = ['haproxy', 'nginx'].every((program) => isInstalled(program) as boolean);
const REQUIRED = process.env.TIDEGATE_REQUIRE_REAL === '1';

/** HAProxy in front of two nginx: nothing of it is Tidegate's. */
interface Deployment {
  readonly url: string;
  readonly backendUrls: readonly string[];
  /** The file that is the maintenance page of the first backend. */
  readonly a: string;
  stop(): Promise<void>;
}

let folder: string;
let deployment: Deployment | null = null;
let scenario: TestScenario;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'readme-test-'));
  scenario = quickScenario(['scenario.yaml', 'connections: 600', 'connections: 200']);
  if (REAL || REQUIRED) deployment = await startDeployment();
});

afterEach(async () => {
  await deployment?.stop();
  scenario.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function startDeployment(): Promise<Deployment> {
  const args = ['scenarios/broken/start.mjs', 'haproxy-and-nginx', loopbackBlock, '18080'];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder },
  });
  const exited = once(child, 'exit');
  const [line] = await once(createInterface(child.stdout), 'line');
  return {
    ...JSON.parse(line),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/**
 * The README's command as it stands there, but for what is only known here: its addresses and its
 * file are the deployment's, its durations and its load are a test's, and `ssh HOST` is this host.
 */
function readmeCommand(deployment: Deployment): string {
  const readme = readFileSync('README.md', 'utf8');
  const command = /<!-- run: deployment -->\n\n```sh\n([\s\S]*?)```/.exec(readme)?.[1];
  if (command === undefined) throw new Error('the README shows no deployment of one’s own');
  const [first = '', second = ''] = deployment.backendUrls;
  const here: readonly [there: string, here: string][] = [
    ['tidegate run maintenance', `"${process.execPath}" "${BIN}" run "${scenario.file}"`],
    ['http://10.0.0.1', deployment.url],
    ['http://10.0.1.1 http://10.0.1.2', `${first} ${second}`],
    ['/srv/html/maintaining.html', deployment.a],
    ['--detect 5s', '--detect 250ms'],
    ['--wait 30s', '--wait 1s'],
  ];
  return here.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the README’s command does not hold "${from}"`);
    return text.replaceAll(from, to);
  }, command);
}

test.skipIf(!REAL && !REQUIRED)(
  'the README’s command passes on a deployment of others',
  async () => {
    const ssh = join(folder, 'ssh');
    writeFileSync(ssh, '#!/bin/sh\nshift\nexec /bin/sh -c "$*"\n');
    chmodSync(ssh, 0o755);
    if (!deployment) throw new Error('haproxy and nginx are required here, and not installed');
    const out = join(folder, 'result.json');
    const child = spawn('/bin/sh', ['-c', `${readmeCommand(deployment).trim()} --out "${out}"`], {
      env: { ...process.env, NO_COLOR: '1', PATH: `${folder}:${process.env.PATH}`, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (piece) => (text += piece));
    child.stderr.on('data', (piece) => (text += piece));
    const [code] = await once(child, 'close');
    expect(code, text).toBe(0);
    const result = JSON.parse(readFileSync(out, 'utf8')) as RunResult;
    const passed = result.checks.filter(({ status }) => status === 'pass').map(({ id }) => id);
    expect(passed, text).toEqual(
      expect.arrayContaining([
        'flip-visible',
        'last-new-request',
        'complete-response',
        'as-before',
        'latency',
        'return',
      ]),
    );
    expect(text).toMatch(/^maintenance {2}PASS \(short GETs only\); checks: \d+ passed/);
  },
);
