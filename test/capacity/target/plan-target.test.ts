import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../src/capacity/assess.js';
import { planTarget } from '../../../src/capacity/target/plan-target.js';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { splitEvaluator } from '../../../src/config/nginx/variables/evaluate-split.js';
import type { HostFacts } from '../../../src/model/facts.js';
import type { Deployment, Hop } from '../../../src/model/hop.js';
import { memorySource } from '../../support/memory-source.js';

const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  cpus: 4,
  portRange: [32_768, 60_999],
  reservedPorts: '',
  nofile: { soft: 1024, hard: 4096 },
  nrOpen: 1_048_576,
  fileMax: 100_000,
  filesOpen: 1000,
  memory: { totalBytes: 2e9, availableBytes: 1e9 },
  conntrack: { active: true, max: 65_536 },
  epollMaxUserWatches: 200_000,
};

const FRONT: Hop = {
  name: 'front',
  from: 'clients',
  to: '*:80',
  bind: 'late',
  openedBy: 'clients',
  sources: { count: 1, distribution: null },
  destinations: 1,
  ports: { of: 'host' },
  listens: [80],
  loopback: true,
  endsHere: 2,
  maxConns: null,
  accepts: { frontend: null, process: 5000 },
  proxy: null,
};
const BACK: Hop = {
  ...FRONT,
  name: 'back',
  openedBy: 'nginx',
  accepts: null,
  maxConns: { zone: null, servers: [{ max: 100, place: null }] },
  proxy: {
    workers: 'auto',
    workerConnections: 512,
    workerRlimitNofile: null,
    listeners: 1,
    slotsPerSession: 2,
  },
};
const deployment = (...hops: Hop[]): Deployment => ({
  hops,
  endsPerSession: 4,
  hopsPerSession: 2,
  programBytesPerSession: 9500,
});

const range = fc.tuple(fc.integer({ min: 1024, max: 65_000 }), fc.nat(500)).map(([low, width]) => {
  return [low, Math.min(65_535, low + width)] as const;
});
const hop = fc
  .record({
    bind: fc.constantFrom('late', 'early', 'explicit'),
    openedBy: fc.constantFrom('clients', 'nginx', 'haproxy'),
    destinations: fc.integer({ min: 1, max: 50 }),
    sources: fc.record({ count: fc.integer({ min: 1, max: 9 }), distribution: fc.constant(null) }),
    ports: fc.oneof(
      fc.constant({ of: 'host' as const }),
      range.map((given) => ({ of: 'client' as const, range: given })),
      range.map((given) => ({ of: 'configuration' as const, range: given })),
    ),
    zone: fc.constantFrom(null, 'z'),
  })
  .map(({ zone, ...some }): Hop => {
    return { ...BACK, ...some, maxConns: { servers: BACK.maxConns?.servers ?? [], zone } };
  });

describe('the plan', () => {
  it('holds the target once it is carried out, and nothing of it is needless', () => {
    fc.assert(
      fc.property(hop, range, fc.integer({ min: 1, max: 500_000 }), (back, portRange, target) => {
        const now = { deployment: deployment(FRONT, back), facts: { ...FACTS, portRange } };
        const { plan, changed } = planTarget(now, target);
        const report = assessCapacity(changed.deployment, changed.facts);
        expect(plan.reached).toBe(true);
        expect(report.endToEnd.max ?? Infinity).toBeGreaterThanOrEqual(target);
        for (const { guaranteed } of report.hops) {
          expect(guaranteed ?? Infinity).toBeGreaterThanOrEqual(target);
        }
        expect(planTarget(changed, target).plan.changes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is empty where the target is held already', () => {
    const { plan } = planTarget({ deployment: deployment(BACK), facts: FACTS }, 400);
    expect(plan).toMatchObject({ reached: true, changes: [] });
  });

  it('lifts every limit that is below, and says where', () => {
    const { plan } = planTarget({ deployment: deployment(FRONT, BACK), facts: FACTS }, 1_000_000);
    expect(plan.changes.map(({ limit, hop, where }) => [limit, hop, where])).toEqual([
      ['ports', 'back', 'nginx'],
      ['max_conns', 'back', 'nginx'],
      ['worker_connections', 'back', 'nginx'],
      ['nofile', 'back', 'host'],
      ['nofile', 'back', 'nginx'],
      ['ports', 'front', 'clients'],
      ['maxconn', 'front', 'haproxy'],
      ['file-max', null, 'sysctl'],
      ['memory', null, 'host'],
      ['conntrack', null, 'sysctl'],
      ['epoll-watches', null, 'sysctl'],
    ]);
    const lines = plan.changes.flatMap((change) => change.lines);
    expect(lines).toContain('fs.file-max = 4001000');
    expect(lines).toContain('net.netfilter.nf_conntrack_max = 2000000');
  });

  it('writes the server lines anew, and says how many servers would do instead', () => {
    const server = (n: number, max: number) => ({
      max,
      written: `server 10.0.0.${n}:80 weight=2`,
      place: null,
    });
    const uneven: Hop = {
      ...BACK,
      maxConns: { zone: 'z', servers: [server(1, 9), server(2, 60)] },
    };
    const change = (hop: Hop) =>
      planTarget({ deployment: deployment(hop), facts: FACTS }, 100).plan.changes[0];
    expect(change(uneven)).toMatchObject({
      what: 'Allow 1 of the 2 servers of back 50 connections.',
      lines: ['server 10.0.0.1:80 weight=2 max_conns=50;'],
    });
    const even: Hop = { ...BACK, maxConns: { zone: 'z', servers: [server(1, 30), server(2, 30)] } };
    expect(change(even)).toMatchObject({
      what: 'Allow each of the 2 servers of back 50 connections, or have 4 servers that allow 30.',
      lines: [
        'server 10.0.0.1:80 weight=2 max_conns=50;',
        'server 10.0.0.2:80 weight=2 max_conns=50;',
      ],
    });
  });

  it('says of how many servers it would take instead of more sources, and it is true', () => {
    fc.assert(
      fc.property(fc.integer({ min: 70_000, max: 900_000 }), (target) => {
        const bare: Hop = { ...BACK, maxConns: null, proxy: null };
        const { plan } = planTarget({ deployment: deployment(bare), facts: FACTS }, target);
        const [words] = plan.changes.flatMap(
          ({ what }) => what.match(/or give it (\d+) servers/) ?? [],
        );
        const destinations = Number(words?.match(/\d+/));
        const held = (count: number) =>
          assessCapacity(deployment({ ...bare, destinations: count }), FACTS).hops[0]?.max ?? 0;
        expect(held(destinations)).toBeGreaterThanOrEqual(target);
        expect(held(destinations - 1)).toBeLessThan(target);
      }),
      { numRuns: 50 },
    );
  });

  it('widens the range of ports where that is enough', () => {
    const now = { deployment: deployment({ ...FRONT, accepts: null }), facts: FACTS };
    const { plan } = planTarget({ ...now, facts: { ...FACTS, fileMax: 1e9 } }, 40_000);
    expect(plan.changes[0]?.lines).toEqual(['net.ipv4.ip_local_port_range = 1024 65535']);
  });
});

describe('the split_clients block', () => {
  it('is one that nginx takes, and reaches every address about evenly', () => {
    const bare = { ...BACK, maxConns: null, proxy: null };
    const { plan } = planTarget({ deployment: deployment(bare), facts: FACTS }, 1_000_000);
    const lines = plan.changes.find((change) => change.where === 'nginx')?.lines ?? [];
    const text = lines.slice(0, lines.indexOf('}') + 1).join('\n');
    const split = readNginxConfig('f', memorySource({ f: text })).http?.splits[0];
    if (!split) throw new Error('no split');
    const evaluate = splitEvaluator(split);
    const counts = new Map<string, number>();
    for (let port = 1024; port < 65_536; port += 1) {
      const source = String(evaluate(`127.0.0.1${port}`)[0]);
      counts.set(source, (counts.get(source) ?? 0) + 1);
    }
    expect(counts.size).toBe(split.parts.length);
    const even = 64_512 / counts.size;
    expect(Math.max(...counts.values())).toBeLessThan(even * 1.15);
    expect(Math.min(...counts.values())).toBeGreaterThan(even * 0.85);
  });

  it('has no more sources than it has shares: past that, more servers', () => {
    const facts: HostFacts = { ...FACTS, portRange: [1024, 1123] };
    const now = { deployment: deployment({ ...BACK, proxy: null }), facts };
    const { plan, changed } = planTarget(now, 2_000_000_000);
    expect(plan.reached).toBe(true);
    const [hop] = changed.deployment.hops;
    expect(hop?.sources.count).toBeLessThanOrEqual(10_000);
    expect(hop?.maxConns?.servers).toHaveLength(hop?.destinations ?? 0);
    expect(plan.changes.map(({ what }) => what)).toContain(
      `Add ${(hop?.destinations ?? 0) - 1} servers to back, ${hop?.destinations} in all.`,
    );
  });

  it('cannot help an early bind past its shares, whatever the servers', () => {
    const bare: Hop = { ...BACK, bind: 'early', maxConns: null, proxy: null };
    const { plan } = planTarget({ deployment: deployment(bare), facts: FACTS }, 2_000_000_000);
    expect(plan.reached).toBe(false);
  });
});
