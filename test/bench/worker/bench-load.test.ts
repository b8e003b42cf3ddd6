import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { BenchPlan } from '../../../src/bench/bench-plan.js';
import { monotonicMs } from '../../../src/lib/clock.js';
import { engines } from '../../net/support/engines.js';
import { loopback } from '../../support/loopback.js';
import { answer, type Behaviour, CountingTarget, last, OK } from '../support/counting-target.js';
import { type LoadRun, runLoad } from '../support/run-load.js';

const MEGABYTE = 1 << 20;

function memoryBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe.each(engines)('a benchmark, engine %s', (engine) => {
  let target: CountingTarget;
  afterEach(() => target?.close());

  async function against(behave: Behaviour, plan: Partial<BenchPlan>): Promise<LoadRun> {
    target = new CountingTarget(behave);
    return runLoad(await target.listen(loopback(31)), { engine, ...plan });
  }

  const sound: Behaviour = (socket) => answer(socket, OK);
  const closing = last(OK.replace('OK\r\n', 'OK\r\nConnection: close\r\n'));

  it.each<[string, number, number, Behaviour]>([
    ['one at a time', 5, 1, sound],
    ['several', 3, 4, sound],
    ['one, then the next connection', 5, 1, closing],
  ])("obeys Little's law (%s)", async (_name, connections, pipelining, behave) => {
    const run = await against(behave, { connections, pipelining, durationMs: 200 });
    const { responses, latency, durationMs } = run;
    // All responses came between the first request and the last answer, which may be this much
    // after the end.
    const underWay = (responses * latency.mean) / (durationMs + latency.max);
    // The histogram rounds to a thousandth.
    expect(underWay).toBeLessThanOrEqual(connections * pipelining * 1.01);
    expect(underWay).toBeGreaterThan(0);
  });

  it('begins though its timer comes before the time on its clock', async () => {
    target = new CountingTarget(sound);
    const address = await target.listen(loopback(31));
    const clock = { now: () => monotonicMs() * 0.9, noticeMs: 20 };
    const { responses } = await runLoad(address, { engine, durationMs: 300 }, clock);
    expect(responses).toBeGreaterThan(0);
  });

  it('sends exactly rate x duration requests', async () => {
    const { account } = await against(sound, { rate: 730, durationMs: 100, connections: 16 });
    expect(account).toMatchObject({ requests: 73, rate: { asked: 730, due: 73, unsent: 0 } });
  });

  it('counts what was sent before the measured time apart', async () => {
    const plan = { rate: 500, warmupMs: 40, durationMs: 60, connections: 16 };
    const { account, responses } = await against(sound, plan);
    await target.quiet();
    expect(account.warmup.requests).toBeGreaterThan(0);
    expect({ requests: account.requests, responses }).toEqual({ requests: 30, responses: 30 });
    expect(target.requests).toBe(30 + account.warmup.requests);
  });

  it('counts a wait for a connection into the latency of what was due', async () => {
    const slow: Behaviour = (socket) => {
      setTimeout(() => answer(socket, OK), 50);
      return 200;
    };
    const { latency, account } = await against(slow, {
      rate: 100,
      connections: 1,
      durationMs: 100,
    });
    // Ten were due, and one can be sent every 50 ms: the third was due at 20 ms and answered at
    // 150.
    expect(latency.max).toBeGreaterThan(100);
    expect(account.rate?.unsent).toBeGreaterThan(0);
    expect(account.requests + (account.rate?.unsent ?? 0)).toBe(10);
  });

  it('opens as many connections as it was told, each once', async () => {
    const run = await against(sound, { connections: 600, durationMs: 200 });
    expect(target.connections).toBe(600);
    expect(run.account.reconnects).toBe(0);
  });

  it('counts refused connections, and ends at once where none opens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, loopback(32), resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const to = { address: loopback(32), port };
    const { account, responses } = await runLoad(to, { engine, connections: 3 });
    expect(account.failures.refused).toBe(3);
    expect({ requests: account.requests, responses }).toEqual({ requests: 0, responses: 0 });
  });

  it('keeps nothing of an endless head, body or chain of interim responses', async () => {
    const endless = [
      `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(60_000)}`,
      `HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n`,
      'HTTP/1.1 100 Continue\r\n\r\n',
    ];
    const behave: Behaviour = (socket, nth) => {
      const begin = endless[nth % 3] ?? '';
      const more = nth % 3 === 2 ? begin : 'x'.repeat(9000);
      socket.write(begin);
      const timer = setInterval(() => socket.writableLength < 1e6 && socket.write(more), 1);
      socket.on('close', () => clearInterval(timer));
      return nth % 3 === 0 ? 'framing' : 'timeout';
    };
    const before = memoryBytes();
    const { account } = await against(behave, { durationMs: 50, timeoutMs: 100 });
    expect(memoryBytes() - before).toBeLessThan(64 * MEGABYTE);
    await target.quiet();
    expect(account.failures).toMatchObject(target.deeds);
  });
});
