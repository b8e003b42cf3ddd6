import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../src/capacity/assess.js';
import { planTarget } from '../../../src/capacity/target/plan-target.js';
import type { HostFacts } from '../../../src/model/facts.js';
import type { Deployment, Hop, HopPart, ServerLimit } from '../../../src/model/hop.js';

const FACTS: HostFacts = { schema: 'tidegate.facts/1', portRange: [50_000, 50_039] };
const PART: Omit<HopPart, 'share'> = {
  from: 'a',
  bind: 'late',
  sources: { count: 1, distribution: null },
  destinations: 1,
  ports: { of: 'host' },
};
const server = (max: number | null, pair: string | null): ServerLimit => ({
  max,
  pair,
  place: null,
});
const hop = (servers: readonly ServerLimit[], more: Partial<Hop> = {}): Hop => {
  const pairs = new Set(servers.flatMap(({ pair }) => pair ?? []));
  return {
    ...PART,
    name: 'u',
    to: 'servers',
    openedBy: 'nginx',
    destinations: pairs.size,
    ...(servers.some(({ pair }) => pair === null) && { unixSockets: 1 }),
    listens: [],
    loopback: false,
    endsHere: 1,
    maxConns: { zone: 'z', servers },
    proxy: null,
    ...more,
  };
};
const deployment = (hops: readonly Hop[], routes?: Deployment['routes']): Deployment => ({
  hops,
  ...(routes && { routes }),
  endsPerSession: 0,
  hopsPerSession: 0,
  programBytesPerSession: 0,
});
const whole = (...args: Parameters<typeof deployment>) =>
  assessCapacity(deployment(...args), FACTS).endToEnd;

describe('servers of which some are bound by their ports, others by max_conns', () => {
  it('hold the least of each', () => {
    expect(whole([hop([server(10, 'a'), server(100, 'b')])])).toMatchObject({
      max: 50,
      binding: { limit: 'ports' },
    });
    expect(whole([hop([server(10, 'a'), server(null, 'b')])]).max).toBe(50);
  });

  it('count two servers at one address once for its ports', () => {
    expect(whole([hop([server(30, 'a'), server(30, 'a'), server(5, 'b')])]).max).toBe(45);
  });

  it('are bound by max_conns alone where each has ports for it', () => {
    const { max, binding } = whole([hop([server(10, 'a'), server(40, 'b')])]);
    expect([max, binding?.limit]).toEqual([50, 'max_conns']);
  });

  it('are not added up where a port is taken before its server is known', () => {
    const early = hop([server(10, 'a'), server(100, 'b')], { bind: 'early' });
    expect(whole([early])).toMatchObject({ max: 40, binding: { limit: 'ports' } });
  });

  it('have no port where they listen on a unix socket', () => {
    expect(whole([hop([server(100, null), server(null, 'b')])]).max).toBe(140);
  });

  it('have the ports of their own source', () => {
    const parts = [
      { ...PART, share: 0.5 },
      { ...PART, from: 'b', ports: { of: 'configuration', range: [1, 5] }, share: 0.5 } as const,
    ];
    const servers = [server(10, 'x'), server(100, 'y')];
    const pairs = [
      { key: 'x', part: 0 },
      { key: 'y', part: 1 },
    ];
    expect(whole([hop(servers, { parts, pairs })]).max).toBe(15);
  });

  it('share their ports with another hop to them, and not their max_conns', () => {
    const pairs = (...keys: string[]) => keys.map((key) => ({ key, part: 0 }));
    const one = hop([server(10, 'x'), server(null, 'y')], { pairs: pairs('x', 'y') });
    const two = hop([server(10, 'x')], { name: 'v', pairs: pairs('x') });
    const front = hop([], {
      destinations: 1,
      name: 'f',
      openedBy: 'clients',
      sources: { count: null, distribution: null },
      maxConns: null,
    });
    const ways = [
      [0, 1],
      [0, 2],
    ];
    // 10 of each to x, and the 40 ports to y.
    expect(whole([front, one, two], ways).max).toBe(60);
  });

  it('leave nothing to those behind one that is out of ports where they are filled in order', () => {
    const inOrder = (...servers: ServerLimit[]) => hop(servers, { fillsInOrder: true });
    expect(whole([inOrder(server(10, 'a'), server(100, 'b'), server(20, 'c'))]).max).toBe(50);
    expect(whole([inOrder(server(10, 'a'), server(40, 'b'), server(20, 'c'))]).max).toBe(70);
  });

  const limits = fc.array(
    fc.record({ max: fc.option(fc.integer({ min: 1, max: 100 })), at: fc.nat(3) }),
    { minLength: 1, maxLength: 6 },
  );

  it('hold the sum over their addresses, whatever they are', () => {
    fc.assert(
      fc.property(limits, (servers) => {
        const addresses = new Set(servers.map(({ at }) => at));
        const sum = [...addresses].reduce((total, address) => {
          const here = servers.filter(({ at }) => at === address);
          const allowed = here.reduce((most, { max }) => most + (max ?? Infinity), 0);
          return total + Math.min(40, allowed);
        }, 0);
        expect(whole([hop(servers.map(({ max, at }) => server(max, `${at}`)))]).max).toBe(sum);
      }),
    );
  });

  it('are raised to the last port where several share one address', () => {
    const servers = [server(null, '0'), server(null, '0'), server(null, '0'), server(null, '2')];
    const now = hop([...servers, server(1, '1')]);
    const { plan } = planTarget({ deployment: deployment([now]), facts: FACTS }, 120);
    expect([plan.reached, plan.after]).toEqual([true, 120]);
  });

  it('hold what --target promises, with as little as is needed', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 400 }), (servers, target) => {
        const now = hop(servers.map(({ max, at }) => server(max, `${at}`)));
        const outcome = planTarget({ deployment: deployment([now]), facts: FACTS }, target);
        expect(outcome.plan.reached).toBe(true);
        const { max } = assessCapacity(outcome.changed.deployment, outcome.changed.facts).endToEnd;
        expect(max).toBeGreaterThanOrEqual(target);
        if ((whole([now]).max ?? Infinity) >= target) expect(outcome.plan.changes).toEqual([]);
      }),
    );
  });
});
