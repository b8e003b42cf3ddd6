import { expect, it } from 'vitest';
import { withOwnVariables } from '../../../src/capacity/target/own-variables.js';
import { bucketsOf, splitBlock } from '../../../src/capacity/target/split-block.js';
import type { TargetChange } from '../../../src/model/capacity.js';
import type { Hop } from '../../../src/model/hop.js';

function hop(line: number, by: string | null = null, loopback = false): Hop {
  const place = { file: 'nginx.conf', line, column: 1 };
  return {
    name: 'app',
    from: 'anywhere',
    to: '1 server',
    bind: 'late',
    openedBy: 'nginx',
    sources: { count: 1, distribution: by === null ? null : { by, buckets: [], place } },
    destinations: 1,
    ports: { of: 'host' },
    listens: [],
    loopback,
    endsHere: 1,
    maxConns: null,
    proxy: null,
    place,
  };
}

function choosing(hops: readonly Hop[], hopIndex: number, sources: number): TargetChange {
  const { name } = hops[hopIndex] as Hop;
  return {
    limit: 'ports',
    hop: name,
    hopIndex,
    what: `Connect to ${name} from ${sources} addresses.`,
    where: 'nginx',
    lines: splitBlock(bucketsOf(hops[hopIndex] as Hop, sources)),
  };
}

const sourcesOf = ({ lines }: TargetChange) =>
  lines.slice(1, -2).map((line) => line.split(' ').at(-1));

it('gives each hop a variable of its own, and hops to the same servers other sources', () => {
  const hops = [hop(1), hop(2), { ...hop(3), name: 'other' }];
  const changes = hops.map((_, at) => choosing(hops, at, 2));
  const [first, second, other] = withOwnVariables(changes, hops) as [
    TargetChange,
    TargetChange,
    TargetChange,
  ];
  expect(first).toEqual(changes[0]);
  expect(second.lines).toEqual([
    'split_clients "$remote_addr$remote_port" $bind_addr_2 {',
    '    50% ADDRESS_3;',
    '    * ADDRESS_4;',
    '}',
    'proxy_bind $bind_addr_2;',
  ]);
  expect(other.lines[0]).toContain('$bind_addr_3');
  expect(sourcesOf(other)).toEqual(['ADDRESS_1;', 'ADDRESS_2;']);
});

it('goes on in 127.0.0.0/8 where the first hop ended', () => {
  const hops = [hop(1, null, true), hop(2, null, true)];
  const changes = hops.map((_, at) => choosing(hops, at, 3));
  const [, second] = withOwnVariables(changes, hops) as [TargetChange, TargetChange];
  expect(sourcesOf(second)).toEqual(['127.0.0.4;', '127.0.0.5;', '127.0.0.6;']);
});

it('takes no variable that a hop which is not changed binds by', () => {
  const hops = [hop(1), hop(2, 'map $remote_port $bind_addr')];
  const [only] = withOwnVariables([choosing(hops, 0, 2)], hops);
  expect(only?.lines.at(-1)).toBe('proxy_bind $bind_addr_1;');
});

it('keeps the variable that it takes the place of', () => {
  const hops = [hop(1, 'map $remote_port $bind_addr')];
  const [only] = withOwnVariables([choosing(hops, 0, 2)], hops);
  expect(only?.lines.at(-1)).toBe('proxy_bind $bind_addr;');
});

it('writes one line for all hops of one proxy_pass, with sources enough for each', () => {
  const hops = [hop(1), { ...hop(1), name: 'b' }];
  const changes = [choosing(hops, 0, 2), choosing(hops, 1, 3)];
  const told = withOwnVariables(changes, hops);
  expect(told).toHaveLength(1);
  expect(told[0]?.what).toBe('Connect to app and b from 3 addresses.');
  expect(sourcesOf(told[0] as TargetChange)).toHaveLength(3);
});
