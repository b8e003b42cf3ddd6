import { describe, expect, test } from 'vitest';
import { SERVER_DEFAULTS } from '../../../../src/config/nginx/directives/upstream.js';
import type { UpstreamServer } from '../../../../src/model/nginx.js';
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

const picks = (balancer: RoundRobin, count: number, nowMs = 0): string =>
  Array.from({ length: count }, () => balancer.pick([], nowMs)?.address ?? '-').join('');

const busy = () => ({
  attachedPlace: -1,
  onDrainDeadline: () => undefined,
  close: () => undefined,
});

describe('round robin', () => {
  test("spreads weights smoothly, in nginx's own example order", () => {
    // "for { 5, 1, 1 } this gives { a, a, b, a, c, a, a }" (ngx_http_upstream_round_robin.c)
    const balancer = new RoundRobin([peer('a', { weight: 5 }), peer('b'), peer('c')]);
    expect(picks(balancer, 14)).toBe('aabacaaaabacaa');
  });

  test('leaves out what is down, unhealthy or full', () => {
    const [a, b, c] = [peer('a', { down: true }), peer('b'), peer('c', { maxConns: 1 })];
    const balancer = new RoundRobin([a, b, c]);
    b.healthy = false;
    expect(picks(balancer, 2)).toBe('cc');
    c.attached.add(busy());
    expect(balancer.pick([], 0)).toBeNull();
    expect(balancer.tries).toBe(2);
  });

  test('counts what other workers have under way against max_conns', () => {
    const one = peer('a', { maxConns: 5 });
    one.attachedElsewhere = 4;
    expect(one.hasRoom).toBe(true);
    one.attached.add(busy());
    expect(one.hasRoom).toBe(false);
  });

  test('uses backups only when no primary is left', () => {
    const [a, b] = [peer('a'), peer('b', { backup: true })];
    const balancer = new RoundRobin([b, a]);
    expect(picks(balancer, 2)).toBe('aa');
    expect(balancer.pick([a], 0)?.address).toBe('b');
    expect(balancer.pick([a, b], 0)).toBeNull();
  });
});

describe('a server that failed', () => {
  test('gets nothing until fail_timeout has passed, and one success clears it', () => {
    const [a, b] = [peer('a'), peer('b')];
    const balancer = new RoundRobin([a, b]);
    balancer.failed(a, 1000);
    expect(picks(balancer, 3, 2000)).toBe('bbb');
    const later = 1000 + 10_001;
    const tried = [balancer.pick([], later), balancer.pick([], later)];
    expect(tried).toContain(a);
    balancer.succeeded(a, 0);
    expect(a.fails).toBe(0);
  });

  test('loses weight first when it may fail several times, and gains it back', () => {
    const a = peer('a', { weight: 10, maxFails: 2 });
    const balancer = new RoundRobin([a, peer('b')]);
    balancer.failed(a, 0);
    expect(a.effectiveWeight).toBe(5);
    picks(balancer, 5);
    expect(a.effectiveWeight).toBe(10);
  });

  test('is tried all the same when it is the only one', () => {
    const a = peer('a');
    const balancer = new RoundRobin([a]);
    balancer.failed(a, 0);
    expect(balancer.pick([a], 1)).toBe(a);
  });
});

describe('slow_start', () => {
  const share = (balancer: RoundRobin, fromMs: number, toMs: number): number =>
    Array.from({ length: 1000 }, (_, at) =>
      balancer.pick([], fromMs + ((toMs - fromMs) * at) / 1000),
    ).filter((one) => one === balancer.primary[0]).length / 1000;

  test('gives a server its weight back little by little', () => {
    const balancer = new RoundRobin([peer('a', { slowStartMs: 10_000 }), peer('b')]);
    balancer.primary[0]?.recover(1000);
    expect(balancer.pick([], 1000)?.address).toBe('b');
    // A share of r in the weight is r / (r + 1) of the requests.
    expect(share(balancer, 5999, 6001)).toBeCloseTo(1 / 3, 1);
    expect(share(balancer, 11_000, 12_000)).toBeCloseTo(1 / 2, 2);
  });

  test('begins after failures too, once one request has gone well', () => {
    const balancer = new RoundRobin([peer('a', { slowStartMs: 10_000 }), peer('b')]);
    const [a] = balancer.primary;
    if (a === undefined) throw new Error('no server');
    balancer.failed(a, 1000);
    balancer.chosen(a, 12_000);
    balancer.succeeded(a, 12_000);
    expect(a.rampAt(17_000)).toBe(0.5);
    expect(a.rampAt(22_000)).toBe(1);
  });
});
