import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainOrigin } from '../../src/lib/address/origin.js';
import { monotonicMs } from '../../src/lib/clock.js';
import { Generator } from '../../src/load/generator.js';
import type { ClientConnection, ClientRequest } from '../../src/model/ledger.js';
import type { LoadSpec, SessionShare, SessionSpec } from '../../src/model/scenario.js';
import { createLoop } from '../../src/net/create-loop.js';
import type { Loop } from '../../src/net/loop.js';
import { hasIpv6 } from '../support/ipv6.js';
import { loopback } from '../support/loopback.js';
import { type StandIn, startStandIn } from './stand-in-backend.js';

const EVERY_KIND: readonly SessionSpec[] = [
  { kind: 'idle' },
  { kind: 'periodic', everyMs: 30 },
  { kind: 'response', lastsMs: [20, 60], bodyBytes: 5000 },
  { kind: 'stream', lastsMs: [50, 100], everyMs: 10, chunkBytes: 300 },
  { kind: 'upload', lastsMs: [60, 120], bodyBytes: 100_000 },
  { kind: 'tunnel', everyMs: 20, messageBytes: 64 },
];

describe.each(['epoll', 'node'] as const)('the load generator on the %s engine', (engine) => {
  let loop: Loop;
  let server: StandIn;
  let connections: ClientConnection[];
  let requests: ClientRequest[];

  beforeEach(async () => {
    loop = await createLoop(engine);
    server = await startStandIn(loopback(engine === 'epoll' ? 10 : 11));
    connections = [];
    requests = [];
  });

  afterEach(async () => {
    loop.close();
    await server.close();
  });

  function generator(mix: readonly SessionShare[], spec: Partial<LoadSpec> = {}): Generator {
    const originMs = monotonicMs();
    return new Generator({
      loop,
      plan: {
        origin: plainOrigin(server),
        load: { connections: 24, rampMs: 50, sources: null, bind: 'late', mix, ...spec },
        ports: { range: [32768, 60999], except: [] },
        seed: 1,
        engine,
        originMs,
        backendHeader: 'x-tidegate-backend',
        headerFields: '',
        patienceMs: 10_000,
        watch: { visitsPerSecond: 0, racers: 0 },
        reconnect: true,
      },
      part: { worker: 0, workers: 1 },
      now: () => monotonicMs() - originMs,
      takeConnection: (connection) => connections.push(connection),
      takeRequest: (request) => requests.push(request),
    });
  }

  const everyKind = EVERY_KIND.map((session) => ({ share: 1, session }));

  it('opens every planned connection, and ends every one in order', async () => {
    const load = generator(everyKind);
    load.start(0);
    await load.rampDone;
    expect(load.counts).toMatchObject({ planned: 24, open: 24, opened: 24, failed: 0 });
    await load.finish(5000);
    expect(connections).toHaveLength(24);
    expect(connections.filter(({ end }) => end !== 'held')).toEqual([]);
    expect(load.counts).toMatchObject({ open: 0, connecting: 0, inFlight: 0 });
  });

  it.runIf(hasIpv6)('names both ends of a connection as text does, IPv6 in brackets', async () => {
    await server.close();
    server = await startStandIn('::1');
    const load = generator([{ share: 1, session: { kind: 'idle' } }], { connections: 1 });
    load.start(0);
    await load.rampDone;
    await load.finish(5000);
    const [{ local, remote } = { local: '', remote: '' }] = connections;
    expect(local).toMatch(/^\[::1\]:\d+$/);
    expect(remote).toBe(`[::1]:${server.port}`);
  });

  it('has every kind of session answered in full, with the right bytes', async () => {
    const load = generator(everyKind);
    load.start(0);
    await load.rampDone;
    await requestsOf(8);
    await load.finish(5000);
    const kinds = new Set(requests.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(EVERY_KIND.map(({ kind }) => kind).sort());
    const bad = requests.filter(({ kind, outcome }) =>
      kind === 'tunnel' ? outcome !== 'open' : outcome !== 'complete',
    );
    expect(bad).toEqual([]);
    const tunnels = connections.filter(({ kind }) => kind === 'tunnel');
    expect(tunnels.map(({ unansweredBytes }) => unansweredBytes)).toEqual(tunnels.map(() => 0));
    expect(new Set(requests.map(({ id }) => id))).toEqual(new Set(server.ids));
    expect(requests.every(({ backend }) => backend === 'a')).toBe(true);
  });

  async function requestsOf(count: number): Promise<void> {
    while (requests.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }
});
