import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchResult } from '../../../src/model/bench.js';
import { forNginx, nginxIsHere, type Program, startNginx } from '../../proxy/support/program.js';
import { runCli } from '../../support/cli.js';
import { loopback } from '../../support/loopback.js';

const AT = { address: loopback(41), port: 8080 };
const URL = `http://${AT.address}:${AT.port}`;
const CONFIG = forNginx(
  `worker_processes 1; events { worker_connections 512; }
   http { keepalive_requests 1000000; server { listen ${AT.address}:${AT.port};
     location / { return 200 "forty bytes, as an answer of an interface"; }
     location /closed { keepalive_timeout 0; return 200 "the last one"; }
     location /count { stub_status; } } }`,
  '.',
);
/** As many rounds as needed for a stable median, within these limits. */
const ROUNDS = { least: 3, most: 11 };

/** Whether wrk is installed. Under TIDEGATE_REQUIRE_REAL=1 it must be. */
function wrkIsHere(): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v wrk'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.TIDEGATE_REQUIRE_REAL === '1') throw new Error('wrk is missing');
    return false;
  }
}

const withNginx = nginxIsHere();

describe.runIf(withNginx)('bench on a sound target', () => {
  let directory: string;
  let nginx: Program;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'bench-wrk-'));
    const file = join(directory, 'nginx.conf');
    writeFileSync(file, CONFIG);
    nginx = await startNginx(file, directory, AT);
  });

  afterAll(async () => {
    await nginx.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function bench(path: string, ...args: string[]): Promise<BenchResult> {
    const { stdout, stderr } = await runCli(['bench', `${URL}${path}`, '--json', ...args]);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as BenchResult;
  }

  /** How many requests nginx has answered so far, including this one. */
  async function counted(): Promise<number> {
    const text = await (await fetch(`${URL}/count`)).text();
    return Number(/requests\s+\d+ \d+ (\d+)/.exec(text)?.[1]);
  }

  it.each([
    ['/', []],
    ['/', ['--rate', '2000']],
    ['/closed', []],
    ['/', ['--engine', 'node', '--pipelining', '4']],
    ['/', ['-m', 'HEAD']],
  ])('counts as nginx does: %s %j', async (path, args) => {
    const before = await counted();
    const { responses, statusCodes, account } = await bench(
      path,
      '-d',
      '200ms',
      '-c',
      '6',
      ...args,
    );
    const asked = (await counted()) - before - 1;
    expect({ asked, codes: statusCodes }).toEqual({ asked: responses, codes: { 200: responses } });
    expect(account?.requests).toBe(responses);
    expect(responses).toBeGreaterThan(0);
  });

  it.runIf(wrkIsHere())('is no slower than half of wrk, and no faster than it can be', async () => {
    const ratios: number[] = [];
    // Alternately, so that a noisy machine disturbs both; repeated if the noise hit only one of
    // them.
    while (ratios.length < ROUNDS.least || (median(ratios) < 0.5 && ratios.length < ROUNDS.most)) {
      const wrk = await wrkPerSecond();
      const own = await bench(
        '/',
        '-d',
        '500ms',
        '-c',
        '32',
        '--threads',
        '1',
        '--warmup',
        '200ms',
      );
      ratios.push(own.requestsPerSecond.mean / wrk);
    }
    expect(median(ratios)).toBeGreaterThan(0.5);
    expect(median(ratios)).toBeLessThan(3);
  });
});

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

async function wrkPerSecond(): Promise<number> {
  const args = ['-t1', '-c32', '-d1s', '--timeout', '10s', `${URL}/`];
  const { stdout } = await promisify(execFile)('wrk', args);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}
