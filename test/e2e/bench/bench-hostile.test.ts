import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { answer, CountingTarget, OK } from '../../bench/support/counting-target.js';
import { type CliRun, startCli } from '../../support/cli.js';
import { EndlessServer } from '../../support/endless.js';
import { processesMarked } from '../../support/leftovers.js';
import { loopback } from '../../support/loopback.js';

/** No process of a command may need more memory, whatever a server sends. */
const MOST_KILOBYTES = 300_000;

/** Runs a benchmark, and measures the largest memory of any of its processes. */
async function benchmark(...args: string[]): Promise<CliRun & { readonly peakKilobytes: number }> {
  const mark = `BENCH_HOSTILE=${process.pid}`;
  const run = startCli(['bench', ...args], { BENCH_HOSTILE: String(process.pid) });
  let peakKilobytes = 0;
  const look = setInterval(() => {
    for (const line of processesMarked(mark)) {
      const [pid] = line.split(' ');
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const peak = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
        peakKilobytes = Math.max(peakKilobytes, peak);
      } catch {
        // The process has ended meanwhile.
      }
    }
  }, 50);
  const finished = await run.finished;
  clearInterval(look);
  return { ...finished, peakKilobytes };
}

describe.runIf(process.platform === 'linux')('a benchmark of a server that never ends', () => {
  let server: EndlessServer;
  afterEach(() => server.close());

  test('keeps its memory and its verdict, and so does the second opinion', async () => {
    server = new EndlessServer('body');
    const { address, port } = await server.listen(loopback(34));
    const args = ['-c', '20', '-d', '1', '--timeout', '300ms', '--generator', 'both'];
    const run = await benchmark(`http://${address}:${port}/`, ...args);
    expect(run.code, run.stderr).toBe(1);
    expect(run.stdout).toMatch(/\d+ timeout: no whole response in time/);
    expect(run.stdout).toMatch(/autocannon's figures mean nothing: autocannon grew to/);
    expect(run.peakKilobytes).toBeLessThan(MOST_KILOBYTES);
  });

  test('is invalid where the generator takes what is no answer for one', async () => {
    server = new EndlessServer('interims');
    const { address, port } = await server.listen(loopback(34));
    const args = ['-c', '5', '-d', '1', '--generator', 'autocannon'];
    const run = await benchmark(`http://${address}:${port}/`, ...args);
    expect(run.code, run.stdout).toBe(3);
    expect(run.stdout).toContain('takes the interim status 103 for an answer');
  });
});

test.runIf(process.platform === 'linux')(
  'a worker that stood still is not held against the target',
  async () => {
    const target = new CountingTarget((socket) => answer(socket, OK));
    const { address, port } = await target.listen(loopback(35));
    const mark = `BENCH_STALLED=${process.pid}`;
    const args = ['-c', '2', '-d', '2', '--threads', '1', '--max', 'max=700ms'];
    const run = startCli(['bench', `http://${address}:${port}/`, ...args], {
      BENCH_STALLED: String(process.pid),
    });
    await expect.poll(() => target.requests, { timeout: 10_000 }).toBeGreaterThan(100);
    const worker = processesMarked(mark).find((line) => line.includes('bench-0'));
    const pid = Number(worker?.split(' ')[0]);
    process.kill(pid, 'SIGSTOP');
    await delay(1200);
    process.kill(pid, 'SIGCONT');
    const { code, stdout } = await run.finished;
    await target.close();
    expect(stdout).toMatch(/INVALID/);
    expect(stdout).toMatch(/max \(max\) is not kept, and would be without the 1\.\d s/);
    expect(code).toBe(3);
  },
);
