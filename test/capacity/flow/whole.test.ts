import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../src/capacity/assess.js';
import type { HostFacts } from '../../../src/model/facts.js';
import type { Deployment, Hop, ProxyProcesses } from '../../../src/model/hop.js';

const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  portRange: [1001, 2000],
  nofile: { soft: 100_000, hard: 100_000 },
};

const hop = (name: string, more: Partial<Hop> = {}): Hop => ({
  name,
  from: 'a',
  to: name,
  bind: 'late',
  openedBy: 'nginx',
  sources: { count: 1, distribution: null },
  destinations: 1,
  ports: { of: 'host' },
  listens: [],
  loopback: false,
  endsHere: 1,
  maxConns: null,
  proxy: null,
  ...more,
});
const front = (name: string, more: Partial<Hop> = {}) =>
  hop(name, { openedBy: 'clients', sources: { count: null, distribution: null }, ...more });
const workers = (workerConnections: number, slotsPerSession = 2): ProxyProcesses => ({
  workers: 1,
  workerConnections,
  workerRlimitNofile: null,
  listeners: 0,
  slotsPerSession,
});
const whole = (hops: readonly Hop[], routes: Deployment['routes']) =>
  assessCapacity(
    {
      hops,
      ...(routes && { routes }),
      endsPerSession: 0,
      hopsPerSession: 0,
      programBytesPerSession: 0,
    },
    FACTS,
  ).endToEnd;

describe('several ways together', () => {
  it('hold what each of them holds, and each has a limit of its own', () => {
    const hops = [front('f'), hop('a'), front('g'), hop('b', { destinations: 2 })];
    const sum = whole(hops, [
      [0, 1],
      [2, 3],
    ]);
    expect(sum).toMatchObject({
      max: 3000,
      bindings: [
        { hop: 'a', hopIndex: 1, limit: 'ports' },
        { hop: 'b', hopIndex: 3, limit: 'ports' },
      ],
    });
  });

  it('hold no more than what they share: a hop', () => {
    const hops = [front('f'), front('g'), hop('a')];
    const routes = [
      [0, 2],
      [1, 2],
    ];
    expect(whole(hops, routes)).toMatchObject({ max: 1000, bindings: [{ hopIndex: 2 }] });
  });

  it('hold no more than what they share: ports between the same ends', () => {
    const hops = [front('f'), hop('a'), front('g'), hop('a')];
    const routes = [
      [0, 1],
      [2, 3],
    ];
    expect(whole(hops, routes).max).toBe(1000);
  });

  it('hold no more than what they share: what the servers of an upstream allow', () => {
    const maxConns = { zone: 'z', servers: [{ max: 300, place: null }] };
    const hops = [
      front('f'),
      hop('a', { maxConns }),
      front('g'),
      hop('a', { maxConns, from: 'b' }),
    ];
    const routes = [
      [0, 1],
      [2, 3],
    ];
    expect(whole(hops, routes)).toMatchObject({ max: 300, binding: { limit: 'max_conns' } });
  });

  it('hold no more than what they share: one server of two backends', () => {
    const pairs = (...keys: string[]) => keys.map((key) => ({ key, part: 0 }));
    const hops = [
      front('f'),
      hop('a', { destinations: 2, pairs: pairs('s', 't') }),
      hop('b', { destinations: 2, pairs: pairs('t', 'u') }),
    ];
    const routes = [
      [0, 1],
      [0, 2],
    ];
    expect(whole(hops, routes).max).toBe(3000);
  });

  it('hold no more than what they share: the slots of the process', () => {
    const hops = [front('f'), hop('a', { proxy: workers(601) }), hop('b', { proxy: workers(601) })];
    const routes = [
      [0, 1],
      [0, 2],
    ];
    expect(whole(hops, routes)).toMatchObject({
      max: 300,
      binding: { hopIndex: 1, limit: 'worker_connections' },
      runnerUp: { limit: 'ports', max: 2000 },
    });
  });

  it('fill the process with what takes least of it first', () => {
    const hops = [
      front('f'),
      hop('a', { proxy: workers(6001, 3) }),
      hop('b', { proxy: workers(6001, 2) }),
    ];
    const routes = [
      [0, 1],
      [0, 2],
    ];
    // 1,000 connections to b, limited by its ports, take 2,000 slots; 4,000 slots are left for
    // 1,000 to a.
    expect(whole(hops, routes).max).toBe(2000);
    const few = hops.map((one) =>
      one.proxy ? { ...one, proxy: { ...one.proxy, workerConnections: 3001 } } : one,
    );
    // 1,000 take 2,000 of 3,000 slots; 333 have three each of the rest.
    expect(whole(few, routes)).toMatchObject({
      max: 1333,
      binding: { limit: 'worker_connections' },
    });
  });

  it('are without limit where one of them is', () => {
    const free = hop('b', { sources: { count: null, distribution: null } });
    const routes = [
      [0, 1],
      [0, 2],
    ];
    expect(whole([front('f'), hop('a'), free], routes)).toMatchObject({ max: null, binding: null });
  });

  it('are reckoned in a moment, be they ten thousand', () => {
    const backs = Array.from({ length: 10_000 }, (_, n) =>
      hop(`b${n}`, { maxConns: { zone: 'z', servers: [{ max: 3, place: null }] } }),
    );
    const begun = performance.now();
    expect(
      whole(
        [front('f'), ...backs],
        backs.map((_, n) => [0, n + 1]),
      ).max,
    ).toBe(30_000);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
