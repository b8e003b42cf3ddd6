import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isInstalled } from '../../scenarios/broken/parts/real.mjs';
import type { RunResult } from '../../src/model/run-result.js';
import { BIN } from '../support/cli.js';
import { loopbackBlock } from '../support/loopback.js';
import { quickScenario, type TestScenario } from '../support/scenario.js';

const REAL = ['haproxy', 'nginx'].every((program) => isInstalled(program) as boolean);
const REQUIRED = process.env.TIDEGATE_REQUIRE_REAL === '1';

/** HAProxy in front of two nginx: none of it belongs to Tidegate. */
interface Deployment {
  readonly url: string;
  readonly backendUrls: readonly string[];
  /** The file that is the maintenance page of the first backend. */
  readonly a: string;
  stop(): Promise<void>;
}

let folder: string;
let deployment: Deployment;
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

/** Texts of the README and their replacements here: addresses, files, and a test's load and durations. */
type Here = readonly (readonly [there: string, here: string])[];

/** The README's command after `marker`, changed only where the replacements say so. */
function readmeCommand(marker: RegExp, here: Here): string {
  const command = marker.exec(readFileSync('README.md', 'utf8'))?.[1];
  if (command === undefined) throw new Error(`the README has no ${marker}`);
  return here
    .reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`the README’s command does not hold "${from}"`);
      return text.replaceAll(from, to);
    }, command)
    .trim();
}

/** Runs a line in a shell whose `ssh` runs everything on this host. */
async function shell(line: string): Promise<{ code: number; text: string }> {
  const ssh = join(folder, 'ssh');
  writeFileSync(ssh, '#!/bin/sh\nshift\nexec /bin/sh -c "$*"\n');
  chmodSync(ssh, 0o755);
  const child = spawn('/bin/sh', ['-c', line], {
    env: { ...process.env, NO_COLOR: '1', PATH: `${folder}:${process.env.PATH}`, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  }
  const [code] = await once(child, 'close');
  return { code: code as number, text };
}

const TIDEGATE = `"${process.execPath}" "${BIN}"`;

describe.skipIf(!REAL && !REQUIRED)('on a deployment of others, the README’s', () => {
  test('maintenance run passes', async () => {
    const [first = '', second = ''] = deployment.backendUrls;
    const command = readmeCommand(/<!-- run: deployment -->\n\n```sh\n([\s\S]*?)```/, [
      ['tidegate run maintenance', `${TIDEGATE} run "${scenario.file}"`],
      ['http://10.0.0.1', deployment.url],
      ['http://10.0.1.1 http://10.0.1.2', `${first} ${second}`],
      ['/srv/html/maintaining.html', deployment.a],
      ['--detect 5s', '--detect 250ms'],
      ['--wait 30s', '--wait 1s'],
    ]);
    const out = join(folder, 'result.json');
    const { code, text } = await shell(`${command} --out "${out}"`);
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
    expect(text).toMatch(/^maintenance {2}PASS \(short GETs only\)[\s\S]*?; checks: \d+ passed/);
  });

  test('benchmarks pass', async () => {
    const url: Here[number] = ['http://127.0.0.1:18080', deployment.url];
    const judged = readmeCommand(/<!-- output: (tidegate bench .+) -->/, [
      ['tidegate bench', `${TIDEGATE} bench`],
      url,
      ['-d 10s', '-d 500ms'],
      ['--warmup 1s', '--warmup 200ms'],
      // The time on a busy machine is not what is tested.
      ['p99=50ms', 'p99=10s'],
    ]);
    const alone = await shell(judged);
    expect(alone.code, alone.text).toBe(0);
    expect(alone.text).toMatch(/Failed +none/);
    const beside = readmeCommand(/```sh\n(tidegate bench .+)\n```/, [
      ['tidegate bench', `${TIDEGATE} bench -d 1`],
      url,
    ]);
    const both = await shell(beside);
    expect(both.code, both.text).toBe(0);
    expect(both.text).toContain('What autocannon does not see');
  });
});
