import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../src/capacity/assess.js';
import { plainDeployment } from '../../src/capacity/plain/plain-hop.js';
import type { HopCapacity } from '../../src/model/capacity.js';
import type { HostFacts } from '../../src/model/facts.js';
import type { BindMode, Hop, ProxyProcesses } from '../../src/model/hop.js';

const DEFAULT: HostFacts = {
  schema: 'tidegate.facts/1',
  portRange: [32_768, 60_999],
  reservedPorts: '',
  portsInUse: [],
};

function plain(
  facts: HostFacts,
  hop: { sources?: string; destinations?: string; bind?: BindMode } = {},
): HopCapacity {
  const full = { sources: '1', destinations: '1', bind: 'late', maxConns: null, ...hop } as const;
  const [first] = assessCapacity(plainDeployment(full, facts), facts).hops;
  if (!first) throw new Error('no hop');
  return first;
}

/** docs/ports.md, "Worked examples"; number 4 is in test/cli/commands/capacity.test.ts. */
describe('worked examples', () => {
  it('1: default range, one source, one destination, late', () => {
    expect(plain(DEFAULT)).toMatchObject({ max: 28_232, guaranteed: 28_232, softCliff: 14_116 });
  });

  it('2: an odd width may miss one', () => {
    const facts = { ...DEFAULT, portRange: [16_384, 65_000] } as const;
    expect(plain(facts)).toMatchObject({ max: 48_617, guaranteed: 48_616 });
  });

  it('3: reserved ports and a listener on any address are taken off', () => {
    const facts = { ...DEFAULT, reservedPorts: '8080,9148,40000-40099', portsInUse: [50_000] };
    expect(plain(facts).max).toBe(28_131);
    expect(plain(facts, { sources: '7', destinations: '2' }).max).toBe(28_131 * 14);
  });

  it('5: eight workers with the default worker_connections and two listeners', () => {
    const proxy: ProxyProcesses = {
      workers: 8,
      workerConnections: 512,
      workerRlimitNofile: null,
      listeners: 2,
      slotsPerSession: 2,
    };
    const [hop] = plainDeployment(
      { sources: '1', destinations: '1', bind: 'late', maxConns: null },
      DEFAULT,
    ).hops as [Hop];
    const deployment = {
      hops: [{ ...hop, proxy }],
      endsPerSession: 0,
      hopsPerSession: 1,
      programBytesPerSession: 0,
    };
    const [assessed] = assessCapacity(deployment, DEFAULT).hops;
    expect(assessed).toMatchObject({ max: 2032, binding: 'worker_connections' });
  });

  it('6: HAProxy, source address with a port range, two servers', () => {
    const facts = { ...DEFAULT, portRange: [10_000, 59_999] } as const;
    const hop = plain(facts, { sources: '10.0.0.1', destinations: '2', bind: 'explicit' });
    expect(hop).toMatchObject({ max: 100_000, softCliff: null });
  });

  it('7: churn, client closes first', () => {
    expect(plain(DEFAULT).churnPerSecond).toBe(470.5);
    const tcp = { twReuse: 2, timestamps: 1, twReuseDelayMs: 1000 };
    const loopback = { destinations: '127.0.0.1:80' };
    expect(plain({ ...DEFAULT, tcp }, loopback).churnPerSecond).toBe(28_232);
    expect(plain({ ...DEFAULT, tcp }).churnPerSecond).toBe(470.5);
    expect(plain({ ...DEFAULT, tcp: { ...tcp, timestamps: 0 } }, loopback).churnPerSecond).toBe(
      470.5,
    );
  });
});
