import { expect, it } from 'vitest';
import { widenRange } from '../../../src/capacity/target/widen-range.js';
import type { HostFacts } from '../../../src/model/facts.js';
import type { Hop } from '../../../src/model/hop.js';

const FACTS: HostFacts = { schema: 'tidegate.facts/1', portRange: [32_768, 60_999] };
const hop = (...listens: number[]): Hop => ({
  name: 'u',
  from: 'a',
  to: 'b',
  bind: 'late',
  openedBy: 'nginx',
  sources: { count: 1, distribution: null },
  destinations: 1,
  ports: { of: 'host' },
  listens,
  loopback: false,
  endsHere: 1,
  maxConns: null,
  proxy: null,
});
const lines = (listens: number[], facts: Partial<HostFacts> = {}) =>
  widenRange(hop(...listens), { ...FACTS, ...facts }, [1024, 65_535]).changes.flatMap(
    (change) => change.lines,
  );

it('reserves the listeners that come to stand in it, beside what is reserved', () => {
  expect(lines([80, 443])).toEqual(['net.ipv4.ip_local_port_range = 1024 65535']);
  expect(lines([80, 8080, 8081], { reservedPorts: '9000,8081' })).toEqual([
    'net.ipv4.ip_local_port_range = 1024 65535',
    'net.ipv4.ip_local_reserved_ports = 8080-8081,9000',
  ]);
});

it('is told to macOS in its own words', () => {
  expect(lines([8080], { platform: 'darwin' })).toEqual([
    'sysctl -w net.inet.ip.portrange.first=1024',
    'sysctl -w net.inet.ip.portrange.last=65535',
  ]);
});
