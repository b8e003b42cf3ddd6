import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../src/capacity/assess.js';
import type { HostFacts } from '../../src/model/facts.js';
import type { Deployment, Hop } from '../../src/model/hop.js';

const HOP: Hop = {
  name: 'back',
  from: 'proxy',
  to: 'servers',
  bind: 'late',
  bindsAddress: true,
  openedBy: 'nginx',
  sources: { count: 2, distribution: null },
  destinations: 3,
  ports: { of: 'host' },
  listens: [],
  loopback: false,
  endsHere: 1,
  maxConns: null,
  proxy: null,
};
const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  platform: 'linux',
  kernel: '6.1.0',
  portRange: [1001, 1101],
  reservedPorts: '',
  portsInUse: [],
};

function figures(facts: Partial<HostFacts>, hop: Partial<Hop> = {}) {
  const deployment: Deployment = {
    hops: [{ ...HOP, ...hop }],
    endsPerSession: 1,
    hopsPerSession: 1,
    programBytesPerSession: 0,
  };
  const report = assessCapacity(deployment, { ...FACTS, ...facts });
  const [found] = report.hops;
  return { ...found, codes: report.warnings.map(({ message }) => message) };
}

describe('by kernel', () => {
  it.each([
    ['6.1.0', { bind: 'late', max: 606, guaranteed: 600, softCliff: 300 }],
    ['4.6.0', { bind: 'late', max: 606, guaranteed: 600, softCliff: 300 }],
    ['4.5.9', { bind: 'late', max: 606, guaranteed: 606, softCliff: 300 }],
    ['4.2', { bind: 'late', max: 606, guaranteed: 606, softCliff: 300 }],
    ['4.1.52', { bind: 'early', max: 202, guaranteed: 202, softCliff: null }],
    ['3.10.0', { bind: 'early', max: 202, guaranteed: 202, softCliff: null }],
  ])('%s', (kernel, wanted) => {
    expect(figures({ kernel })).toMatchObject(wanted);
  });

  it('what is bound to no address is late whatever the kernel', () => {
    const { bindsAddress: _, ...unbound } = HOP;
    const report = assessCapacity(
      { hops: [unbound], endsPerSession: 1, hopsPerSession: 1, programBytesPerSession: 0 },
      { ...FACTS, kernel: '3.10.0' },
    );
    expect(report.hops[0]).toMatchObject({ bind: 'late', max: 606, guaranteed: 606 });
  });

  it('one that nobody named is of today', () => {
    const { kernel: _, ...facts } = FACTS;
    const report = assessCapacity(
      { hops: [HOP], endsPerSession: 1, hopsPerSession: 1, programBytesPerSession: 0 },
      facts,
    );
    expect(report.hops[0]).toMatchObject({ bind: 'late', guaranteed: 600 });
  });
});

describe('by version of nginx', () => {
  it.each([
    ['1.11.3', 'early'],
    ['1.11.4', 'late'],
    ['1.22.1', 'late'],
  ])('%s', (nginx, bind) => {
    expect(figures({ proxyVersions: { nginx } }).bind).toBe(bind);
  });

  it('which says nothing of HAProxy', () => {
    const found = figures({ proxyVersions: { nginx: '1.2.0' } }, { openedBy: 'haproxy' });
    expect(found.bind).toBe('late');
  });
});

describe('on macOS', () => {
  it('ports are taken early, wait 30 s, and no facts of Linux are asked for', () => {
    const found = figures({ platform: 'darwin', kernel: '23.1.0' });
    expect(found).toMatchObject({ bind: 'early', max: 202, guaranteed: 202, softCliff: null });
    expect(found.churnPerSecond).toBe(6.7);
    expect(found.codes.join()).not.toMatch(/conntrack|epollMaxUserWatches/);
  });
});
