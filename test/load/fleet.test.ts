import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainOrigin } from '../../src/lib/address/origin.js';
import { monotonicMs } from '../../src/lib/clock.js';
import { type Fleet, startFleet } from '../../src/load/fleet.js';
import type { LoadSpec } from '../../src/model/scenario.js';
import type { LoadPlan } from '../../src/plan/load-plan.js';
import { loopback } from '../support/loopback.js';
import { type StandIn, startStandIn } from './stand-in-backend.js';

/** Workers are processes of their own, so they run the compiled code. */
const ENTRY = new URL('../../dist/load/worker.js', import.meta.url);

describe('a fleet of load workers', () => {
  let server: StandIn;
  let fleet: Fleet | undefined;

  beforeEach(async () => {
    server = await startStandIn(loopback(50));
  });

  afterEach(async () => {
    fleet?.kill();
    await server.close();
  });

  const plan = (change: Partial<LoadSpec> = {}): LoadPlan => ({
    origin: plainOrigin(server),
    load: {
      connections: 40,
      rampMs: 100,
      sources: null,
      bind: 'late',
      mix: [
        { share: 1, session: { kind: 'idle' } },
        { share: 1, session: { kind: 'tunnel', everyMs: 20, messageBytes: 32 } },
      ],
      ...change,
    },
    ports: { range: [32_768, 60_999], except: [] },
    seed: 1,
    engine: 'auto',
    originMs: monotonicMs(),
    backendHeader: 'x-tidegate-backend',
    headerFields: '',
    patienceMs: 10_000,
    watch: { visitsPerSecond: 0, racers: 0 },
    reconnect: true,
  });

  it('shares the connections out, holds them, and hands every record over', async () => {
    fleet = await startFleet(plan(), 2, ENTRY);
    expect(fleet.pids).toHaveLength(2);
    fleet.start(monotonicMs());
    await fleet.rampDone;
    expect(fleet.progress()).toMatchObject({ planned: 40, open: 40, failed: 0 });
    const { connections, requests, latency } = await fleet.finish(5000);
    expect(Array.from(connections, ({ index }) => index)).toEqual([...Array(40).keys()]);
    expect(connections.filter(({ end }) => end !== 'held')).toEqual([]);
    expect(new Set(Array.from(requests, ({ id }) => id))).toEqual(new Set(server.ids));
    const short = requests.filter(({ kind }) => kind === 'idle');
    expect(latency.count).toBe(short.length);
    expect(latency.max).toBeGreaterThan(0);
    expect(requests.every(({ sentMs }) => sentMs > 0 && sentMs < 60_000)).toBe(true);
  });

  it('names a worker that dies', async () => {
    fleet = await startFleet(plan(), 2, ENTRY);
    process.kill(fleet.pids[1] ?? 0, 'SIGKILL');
    await expect(fleet.failure).rejects.toMatchObject({
      code: 'WORKER_DIED',
      message: 'the load worker load-1 ended by itself (SIGKILL)',
    });
    await expect(fleet.rampDone).rejects.toMatchObject({ code: 'WORKER_DIED' });
  });

  it('hands over what the others have, and what a dead one had reported', async () => {
    fleet = await startFleet(plan(), 2, ENTRY);
    fleet.start(monotonicMs());
    await fleet.rampDone;
    const before = fleet.partial().requests.length;
    expect(fleet.intactUntilMs()).toBeNull();
    process.kill(fleet.pids[1] ?? 0, 'SIGKILL');
    await expect(fleet.failure).rejects.toMatchObject({ code: 'WORKER_DIED' });
    const { connections, requests, tester, latency } = await fleet.finish(5000);
    // Connections are assigned in turn: the first worker has the even ones.
    expect(Array.from(connections, ({ index }) => index)).toEqual(
      Array.from({ length: 20 }, (_, i) => 2 * i),
    );
    expect(requests.length).toBeGreaterThanOrEqual(before);
    const lastSample = tester.filter((sample) => sample.process === 'load-1').at(-1)?.atMs ?? 0;
    expect(fleet.intactUntilMs()).toBe(lastSample);
    expect(latency.count).toBeGreaterThan(0);
    expect((await fleet.finish(0)).latency.count).toBe(latency.count);
  });

  it('passes on what a worker finds wrong with the plan', async () => {
    await expect(startFleet(plan({ bind: 'explicit' }), 1, ENTRY)).rejects.toMatchObject({
      code: 'SOURCES_MISSING',
      hint: expect.stringContaining('load.clients.sources'),
    });
  });
});
