import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../src/capacity/assess.js';
import { readHaproxyConfig } from '../../../src/config/haproxy/read.js';
import { haproxyTopologyOf } from '../../../src/config/haproxy/topology.js';
import type { Clients } from '../../../src/config/nginx/clients.js';
import type { HostFacts } from '../../../src/model/facts.js';
import { memorySource } from '../../support/memory-source.js';

const REMOTE: Clients = { local: false, addresses: null, range: [32_768, 60_999], ports: [] };
const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  portRange: [32_768, 60_999],
  nofile: { soft: 1024, hard: 20_000 },
};

const topology = (text: string) =>
  haproxyTopologyOf(readHaproxyConfig('f', memorySource({ f: text })), REMOTE);
const assess = (text: string) => assessCapacity(topology(text).deployment, FACTS);
const listen = (servers: string, more = '') => `${more}\nlisten l\n bind :80\n${servers}\n`;

describe('hops', () => {
  it('deal out the ports of a source range anew for each server', () => {
    const report = assess(
      listen(
        ' default-server source 10.0.0.1:10000-59999\n server a 10.0.1.1:1\n server b 10.0.1.1:1\n',
        'global\n ulimit-n 500000',
      ),
    );
    expect(report.hops[1]).toMatchObject({ bind: 'explicit', max: 100_000, binding: 'ports' });
    expect(report.hops[1]).toMatchObject({ guaranteed: 100_000, softCliff: null });
  });

  it('leave the port to the kernel where the source has none', () => {
    const { hops } = topology(listen(' source 10.0.0.1\n server a 1:1\n server b 1:2')).deployment;
    expect(hops[1]).toMatchObject({ bind: 'late', destinations: 2, ports: { of: 'host' } });
  });

  it('part the servers of a backend that have different sources', () => {
    const { hops, routes } = topology(
      listen(' server a 1:1\n server b 1:2 source 10.0.0.1:5-9\n server c 1:3'),
    ).deployment;
    expect(hops.map((hop) => [hop.bind, hop.destinations])).toEqual([
      ['late', 1],
      ['late', 2],
      ['explicit', 1],
    ]);
    expect(routes).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });

  it('leave out what takes no connections: disabled, weightless, backups', () => {
    const { hops } = topology(
      listen(' server a 1:1\n server b 1:2 disabled\n server c 1:3 backup\n server d 1:4 weight 0'),
    ).deployment;
    expect(hops[1]?.destinations).toBe(1);
  });

  it('count maxconn of servers, frontend and process', () => {
    const report = assess(
      listen(
        ' maxconn 50\n server a 1:1 maxconn 10\n server b 1:2 maxconn 20\n',
        'global\n maxconn 40',
      ),
    );
    expect(report.hops[0]).toMatchObject({ max: 40, binding: 'maxconn' });
    expect(report.hops[1]).toMatchObject({ max: 30, binding: 'max_conns' });
    expect(report.endToEnd.runnerUp).toEqual({ hop: 'l', limit: 'maxconn', max: 40, above: 10 });
  });

  it('raise descriptors to the hard limit, as HAProxy does', () => {
    const { hops } = assess(listen(' server a 1:1', 'global\n nbthread 4'));
    const nofile = hops[1]?.limits.find(({ id }) => id === 'nofile');
    expect(nofile).toMatchObject({ max: (20_000 - 17) / 2 - 0.5, inputs: { own: 17 } });
  });
});

it('warns of what it does not count', () => {
  const { warnings } = topology(
    listen(' use_backend %[path]\n server a 1 source 0.0.0.0 usesrc clientip\n fullconn 5'),
  );
  expect(warnings.map(({ code, line }) => [code, line])).toEqual([
    ['UNMODELLED_DIRECTIVE', 6],
    ['UNMODELLED_DIRECTIVE', 4],
    ['TRANSPARENT_BIND', 5],
    ['UNMODELLED_DIRECTIVE', 5],
  ]);
});
