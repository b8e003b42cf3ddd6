import { describe, expect, it } from 'vitest';
import { multiplied, writtenServer } from '../../../src/capacity/target/server-lines.js';
import type { ServerLine } from '../../../src/model/haproxy/hop-haproxy.js';
import type { Hop } from '../../../src/model/hop.js';

const line = (name: string, rest: string, more: Partial<ServerLine> = {}): ServerLine => ({
  keyword: 'server',
  name,
  rest,
  count: 1,
  checks: 0,
  maxconn: null,
  source: null,
  ...more,
});
const copies = (
  lines: readonly ServerLine[],
  sources: readonly (string | null)[],
  spareServers: readonly ServerLine[] = [],
) =>
  multiplied({ servers: lines, spareServers } as unknown as Hop, lines, sources).map(writtenServer);

describe('copies of a server line', () => {
  it('have a name that no other server of the backend has, be it a backup', () => {
    const spare = [line('a-2', '1.1.1.2:1 backup')];
    expect(copies([line('a', '1.1.1.1:1')], ['2.2.2.1', '2.2.2.2'], spare)).toEqual([
      'server a 1.1.1.1:1 source 2.2.2.1',
      'server a-2x 1.1.1.1:1 source 2.2.2.2',
    ]);
  });

  it('leave the id to the first', () => {
    expect(copies([line('a', 'id:1 check id 7 weight 2')], ['2.2.2.1', '2.2.2.2'])).toEqual([
      'server a id:1 check id 7 weight 2 source 2.2.2.1',
      'server a-2 id:1 check weight 2 source 2.2.2.2',
    ]);
  });

  it('keep the device', () => {
    const one = line('a', '1.1.1.1:1', { sourceRest: 'interface eth1', maxconn: 5 });
    expect(copies([one], ['2.2.2.1', 'ADDRESS_2:5-9'])).toEqual([
      'server a 1.1.1.1:1 source 2.2.2.1 interface eth1 maxconn 5',
      'server a-2 1.1.1.1:1 source ADDRESS_2:5-9 interface eth1 maxconn 5',
    ]);
    expect(writtenServer({ ...one, wildcard: '*' })).toBe(
      'server a 1.1.1.1:1 source * interface eth1 maxconn 5',
    );
  });

  it('of a server of IPv6 have no source of IPv4, nor the other way round', () => {
    const lines = [line('a', '1.1.1.1:1'), line('b', '[fd00::1]:1')];
    expect(copies(lines, ['2.2.2.1:5-9', '[fd00::2]:5-9', 'ADDRESS_3'])).toEqual([
      'server a 1.1.1.1:1 source 2.2.2.1:5-9',
      'server a-2 1.1.1.1:1 source ADDRESS_2:5-9',
      'server a-3 1.1.1.1:1 source ADDRESS_3',
      'server b [fd00::1]:1 source ADDRESS_IPV6_1:5-9',
      'server b-2 [fd00::1]:1 source [fd00::2]:5-9',
      'server b-3 [fd00::1]:1 source ADDRESS_IPV6_3',
    ]);
    expect(copies(lines.slice(1), ['ADDRESS_1'])).toEqual([
      'server b [fd00::1]:1 source ADDRESS_1',
    ]);
  });
});
