import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../src/capacity/assess.js';
import { HOP_LIMITS, HOST_LIMITS } from '../../src/capacity/limits/registry.js';
import type { HostFacts } from '../../src/model/facts.js';
import type { Bucket, Deployment, Hop, ProxyProcesses } from '../../src/model/hop.js';

const PROXY: ProxyProcesses = {
  workers: 4,
  workerConnections: 1000,
  workerRlimitNofile: null,
  listeners: 1,
  slotsPerSession: 2,
};
const ACCEPTS = { frontend: 30, process: 40 };
const PLACE = { file: 'f', line: 7, column: 1 };
const HOP: Hop = {
  name: 'up',
  from: 'a',
  to: 'b',
  bind: 'late',
  sources: { count: 2, distribution: null },
  destinations: 1,
  ports: { of: 'host' },
  listens: [],
  loopback: false,
  endsHere: 1,
  maxConns: { zone: null, servers: [{ max: 100, place: PLACE }] },
  proxy: PROXY,
};
const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  portRange: [1000, 1999],
  reservedPorts: '',
  nofile: { soft: 511, hard: 4096 },
  nrOpen: 1_048_576,
  fileMax: 10_000,
  filesOpen: 1000,
  memory: { totalBytes: 2e9, availableBytes: 1e9 },
  socketBytes: 4000,
  conntrack: { active: true, max: 5000 },
  epollMaxUserWatches: 30_000,
};

const deployment = (hop: Partial<Hop> = {}): Deployment => ({
  hops: [{ ...HOP, ...hop }],
  endsPerSession: 2,
  hopsPerSession: 2,
  programBytesPerSession: 2000,
});
const assess = (hop: Partial<Hop> = {}, facts: Partial<HostFacts> = {}) =>
  assessCapacity(deployment(hop), { ...FACTS, ...facts });
const codes = (hop: Partial<Hop>, facts: Partial<HostFacts> = {}) =>
  assess(hop, facts).warnings.map((warning) => warning.code);

describe('every limit', () => {
  const limits = [
    ...Object.entries(HOP_LIMITS).map(
      ([id, limit]) => [id, limit({ ...HOP, accepts: ACCEPTS }, FACTS)] as const,
    ),
    ...Object.entries(HOST_LIMITS).map(([id, limit]) => [id, limit(deployment(), FACTS)] as const),
  ];

  it.each(limits)('%s says its formula, inputs, scope and source', (id, limit) => {
    expect(limit).toMatchObject({ id, max: expect.any(Number) });
    expect(limit?.formula.length).toBeGreaterThan(3);
    expect(limit?.source.length).toBeGreaterThan(3);
    expect(limit?.scope).not.toBe('');
    expect(Object.keys(limit?.inputs ?? {}).length).toBeGreaterThan(0);
  });

  it('comes out as docs/limits.md says', () => {
    expect(Object.fromEntries(limits.map(([id, limit]) => [id, limit?.max]))).toEqual({
      ports: 2000,
      max_conns: 400,
      maxconn: 30,
      worker_connections: 4 * 499,
      // (511 - 8 - 4 workers - 1 listener) / 2
      nofile: 4 * 249,
      'file-max': 4500,
      memory: 100_000,
      conntrack: 2500,
      'epoll-watches': 15_000,
    });
  });
});

describe('nofile', () => {
  const nofile = (proxy: Partial<ProxyProcesses>, facts: Partial<HostFacts>) =>
    assess({ proxy: { ...PROXY, workers: 1, ...proxy } }, facts).hops[0]?.limits.find(
      (limit) => limit.id === 'nofile',
    )?.inputs.nofile;

  it('is what the worker inherits, unless worker_rlimit_nofile says otherwise', () => {
    expect(nofile({}, {})).toBe(511);
    expect(nofile({ workerRlimitNofile: 500 }, {})).toBe(500);
  });

  it('stays what is inherited where the kernel refuses more', () => {
    const above = { workerRlimitNofile: 9000 };
    expect(nofile(above, { capSysResource: false })).toBe(511);
    expect(nofile(above, {})).toBe(511);
    expect(nofile(above, { capSysResource: true })).toBe(9000);
    expect(nofile(above, { capSysResource: true, nrOpen: 4000 })).toBe(511);
  });

  it('counts a channel to each worker, each log beyond two, and reuseport for each worker', () => {
    const own = (proxy: Partial<ProxyProcesses>) =>
      assess({ proxy: { ...PROXY, listeners: 4, ...proxy } }).hops[0]?.limits.find(
        (limit) => limit.id === 'nofile',
      )?.inputs.own;
    expect([1, 2, 4, 16, 32].map((workers) => own({ workers }))).toEqual([13, 14, 16, 28, 44]);
    expect(own({ workers: 8, reuseportListeners: 4 })).toBe(48);
    expect(own({ workers: 1, logFiles: 5 })).toBe(16);
    expect(own({ workers: 1, logFiles: 1, helperProcesses: 2 })).toBe(15);
  });

  it('never goes above nr_open where it is unlimited', () => {
    expect(nofile({}, { nofile: { soft: null, hard: null }, nrOpen: 4000 })).toBe(4000);
  });
});

describe('max_conns', () => {
  const maxConns = (hop: Partial<Hop>) =>
    assess(hop).hops[0]?.limits.find((limit) => limit.id === 'max_conns');

  it('counts once for all workers with a zone, else once in each', () => {
    const { servers } = HOP.maxConns ?? { servers: [] };
    expect(maxConns({ maxConns: { servers, zone: 'z' } })?.max).toBe(100);
    expect(maxConns({})?.max).toBe(400);
  });

  it('is unlimited where one server is, and left out where none says', () => {
    const servers = [
      { max: 5, place: null },
      { max: null, place: null },
    ];
    expect(maxConns({ maxConns: { servers, zone: 'z' } })?.max).toBeNull();
    expect(maxConns({ maxConns: null })).toBeUndefined();
  });
});

describe('which limit binds', () => {
  it('is the least of hops and host', () => {
    const ofHop = { hop: 'up', hopIndex: 0 };
    const ofHost = { hop: null, hopIndex: null };
    expect(assess().endToEnd).toEqual({
      max: 400,
      binding: { ...ofHop, limit: 'max_conns' },
      bindings: [{ ...ofHop, limit: 'max_conns' }],
      runnerUp: { ...ofHop, limit: 'nofile', max: 996, above: 596 },
    });
    expect(assess({}, { fileMax: 1100 }).endToEnd).toEqual({
      max: 50,
      binding: { ...ofHost, limit: 'file-max' },
      bindings: [{ ...ofHost, limit: 'file-max' }],
      runnerUp: { ...ofHop, limit: 'max_conns', max: 400, above: 350 },
    });
  });

  it('is none where nothing is known', () => {
    const bare: HostFacts = { schema: 'tidegate.facts/1' };
    const report = assessCapacity(deployment({ proxy: null, maxConns: null }), bare);
    expect(report.endToEnd).toEqual({ max: null, binding: null, bindings: [], runnerUp: null });
    expect(report.documented).toBeNull();
  });
});

describe('a distribution', () => {
  const spread = (...weights: number[]) => {
    const buckets = weights.map(
      (weight, i): Bucket => ({ source: `127.0.0.${i + 1}`, weight, clientPorts: null }),
    );
    return { count: weights.length, distribution: { by: 'map', buckets, place: PLACE } };
  };

  it('tells the first failure from the total', () => {
    const [hop] = assess({ sources: spread(0.5, 0.25, 0.25, 0), maxConns: null, proxy: null }).hops;
    expect(hop).toMatchObject({
      sources: 4,
      reachableSources: 3,
      max: 3000,
      firstFailure: 2000,
      softCliff: 1000,
    });
  });

  it('warns of sources that are never chosen and of uneven shares', () => {
    const warned = assess({ sources: spread(0.75, 0.25, 0) }).warnings.slice(0, 2);
    expect(warned).toMatchObject([
      { code: 'MAP_UNREACHABLE_SOURCE', file: 'f', line: 7 },
      { code: 'MAP_UNEVEN', message: expect.stringContaining('75.0 %') },
    ]);
    expect(codes({ sources: spread(0.5, 0.5) })).not.toContain('MAP_UNEVEN');
  });
});

describe('warnings', () => {
  it('say when max_conns is above what one source can open', () => {
    const servers = [{ max: 1001, place: PLACE }];
    expect(codes({ maxConns: { servers, zone: 'z' } })).toEqual(['MAX_CONNS_ABOVE_PORTS']);
    expect(codes({ maxConns: { servers: [{ max: 1000, place: PLACE }], zone: 'z' } })).toEqual([]);
  });

  it('say when every worker counts alone', () => {
    expect(codes({})).toEqual(['MAX_CONNS_WITHOUT_ZONE']);
    expect(codes({ proxy: { ...PROXY, workers: 1 } })).toEqual([]);
  });

  it('name each fact that is missing, and no other', () => {
    const { memory: _, ...rest } = FACTS;
    const report = assessCapacity(deployment({ maxConns: null }), rest);
    expect(report.warnings).toMatchObject([
      { code: 'FACT_UNKNOWN', message: 'the fact memory is unknown; left out: memory' },
    ]);
    expect(report.host.limits.map((limit) => limit.id)).not.toContain('memory');
  });
});
