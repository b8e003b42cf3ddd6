import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SERVER_DEFAULTS } from '../../../../src/config/nginx/directives/upstream.js';
import type { UpstreamServer } from '../../../../src/model/nginx.js';
import type { Chooser } from '../../../../src/proxy/upstream/peers/balancing/chooser.js';
import { ConsistentHash } from '../../../../src/proxy/upstream/peers/balancing/consistent-hash.js';
import { HashRing } from '../../../../src/proxy/upstream/peers/balancing/hash-ring.js';
import { IpHash } from '../../../../src/proxy/upstream/peers/balancing/ip-hash.js';
import { KeyHash } from '../../../../src/proxy/upstream/peers/balancing/key-hash.js';
import { LeastConn } from '../../../../src/proxy/upstream/peers/balancing/least-conn.js';
import { RandomChooser } from '../../../../src/proxy/upstream/peers/balancing/random.js';
import { Peer } from '../../../../src/proxy/upstream/peers/peer.js';
import { RoundRobin } from '../../../../src/proxy/upstream/peers/round-robin.js';

function peer(host: string, settings: Partial<UpstreamServer> = {}): Peer {
  return new Peer({
    address: `${host}:80`,
    host,
    port: 80,
    ...SERVER_DEFAULTS,
    place: { file: '', line: 1, column: 1 },
    ...settings,
  });
}

type Make = (balancer: RoundRobin) => (key: string) => Chooser;

const METHODS: Readonly<Record<string, Make>> = {
  least_conn: (balancer) => () => new LeastConn(balancer),
  ip_hash: (balancer) => (key) => new IpHash(balancer, `10.${key.length % 256}.7.1`),
  hash: (balancer) => (key) => new KeyHash(balancer, key),
  'hash consistent': (balancer) => {
    const ring = new HashRing(balancer.primary);
    return (key) => new ConsistentHash(balancer, ring, key);
  },
  random: (balancer) => () => new RandomChooser(balancer, false, Math.random),
  'random two': (balancer) => () => new RandomChooser(balancer, true, Math.random),
};

const pool = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), down: fc.boolean() }), {
  minLength: 1,
  maxLength: 8,
});

describe.each(Object.entries(METHODS))('%s', (_, make) => {
  test('tries every usable server once, then says that none is left', () => {
    fc.assert(
      fc.property(pool, fc.string({ minLength: 1 }), (settings, key) => {
        const peers = [peer('z'), ...settings.map((one, at) => peer(`s${at}`, one))];
        const chooser = make(new RoundRobin(peers))(key);
        const tried: Peer[] = [];
        for (let next = chooser.pick(tried, 0); next; next = chooser.pick(tried, 0)) {
          tried.push(next);
        }
        const usable = peers.filter((one) => !one.settings.down);
        if (peers.length > 1) expect(new Set(tried)).toEqual(new Set(usable));
        expect(tried).toHaveLength(usable.length);
      }),
      { numRuns: 50 },
    );
  });
});

const KEYS = Array.from({ length: 4000 }, (_, at) => `key-${at}`);

describe.each(['hash', 'hash consistent', 'random'])('%s', (name) => {
  test('spreads keys by weight', () => {
    const [a, b] = [peer('10.0.0.1', { weight: 3 }), peer('10.0.0.2')];
    const balancer = new RoundRobin([a, b]);
    const choose = METHODS[name]?.(balancer);
    const mine = KEYS.filter((key) => choose?.(key).pick([], 0) === a);
    expect(mine.length / KEYS.length).toBeGreaterThan(0.65);
    expect(mine.length / KEYS.length).toBeLessThan(0.85);
  });
});

test('a consistent hash moves no key between servers that stay', () => {
  const three = [peer('10.0.0.1'), peer('10.0.0.2'), peer('10.0.0.3')];
  const [, , gone] = three;
  const [before, after] = [new RoundRobin(three), new RoundRobin(three.slice(0, 2))];
  const [ringBefore, ringAfter] = [new HashRing(before.primary), new HashRing(after.primary)];
  for (const key of KEYS) {
    const was = new ConsistentHash(before, ringBefore, key).pick([], 0);
    const is = new ConsistentHash(after, ringAfter, key).pick([], 0);
    if (was !== gone) expect(is).toBe(was);
  }
});

test('ip_hash takes clients of one /24 together, and IPv6 by the whole address', () => {
  const balancer = new RoundRobin([...'abcdefgh'].map((name) => peer(name)));
  const at = (address: string) => new IpHash(balancer, address).pick([], 0)?.settings.host;
  expect(at('192.0.2.9')).toBe(at('192.0.2.200'));
  expect(at('2001:db8::1')).toBe(at('2001:db8:0:0:0:0:0:1'));
  const hosts = Array.from({ length: 64 }, (_, n) => at(`2001:db8::${n.toString(16)}`));
  expect(new Set(hosts).size).toBeGreaterThan(4);
});

const busy = () => ({
  attachedPlace: -1,
  onDrainDeadline: () => undefined,
  close: () => undefined,
});

describe('connections under way', () => {
  test('least_conn weighs them, and takes turns among equals', () => {
    const [a, b] = [peer('a', { weight: 2 }), peer('b')];
    const chooser = new LeastConn(new RoundRobin([a, b]));
    const order = Array.from({ length: 6 }, () => {
      const next = chooser.pick([], 0);
      next?.attached.add(busy());
      return next?.settings.host;
    });
    // Computed by hand: ties (at 0:0 and at 2:1) are resolved by smooth round robin, the rest by
    // load.
    expect(order.join('')).toBe('ababaa');
  });

  test('random two takes the less busy of two', () => {
    const [a, b] = [peer('a'), peer('b')];
    a.attached.add(busy());
    const balancer = new RoundRobin([a, b]);
    const draws = [0, 0.9, 0.9, 0];
    const random = () => draws.shift() ?? 0;
    expect(new RandomChooser(balancer, true, random).pick([], 0)).toBe(b);
    expect(new RandomChooser(balancer, true, random).pick([], 0)).toBe(b);
  });
});
