import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../../src/capacity/assess.js';
import type { Clients } from '../../../../src/config/clients.js';
import { readHaproxyConfig } from '../../../../src/config/haproxy/reading/read.js';
import { haproxyTopologyOf } from '../../../../src/config/haproxy/topology/topology.js';
import type { HostFacts } from '../../../../src/model/facts.js';
import { memorySource } from '../../../support/memory-source.js';

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
  it('have a destination for each port of the clients where a server has none of its own', () => {
    const destinations = (bind: string, server: string) =>
      topology(`listen l\n bind ${bind}\n server ${server}\n`).deployment.hops[1]?.destinations;
    expect(destinations(':8000-8002,:9000', 'a 10.0.0.1:+1000')).toBe(4);
    expect(destinations(':8000-8002', 'a 10.0.0.1')).toBe(3);
    expect(destinations('1.1.1.1:80,1.1.1.2:80', 'a 10.0.0.1')).toBe(1);
    expect(destinations(':8000-8002', 'a 10.0.0.1:80')).toBe(1);
    expect(topology('listen l\n bind :80\n server a 10.0.0.1\n').warnings).toEqual([]);
    // HAProxy shares a range among all destinations of a server (measured: 20 of 20 ports for two
    // destinations).
    expect(destinations(':80-81', 'a 10.0.0.1:+1 source 1.1.1.1:40000-40019')).toBe(1);
    expect(destinations(':80-81', 'a 10.0.0.1:+1 source 1.1.1.1:40000')).toBe(2);
    expect(destinations(':80-81', 'a 10.0.0.1:0 source 1.1.1.1:0')).toBe(2);
    expect(topology('listen l\n bind :80\n server a 0.0.0.0:0\n').warnings).toHaveLength(1);
    const limited = 'listen l\n bind :1-3\n server a 10.0.0.1 maxconn 90000\n';
    expect(assess(limited).hops[1]).toMatchObject({ max: 3 * 28_232, binding: 'ports' });
  });

  it.each([
    ['10.0.0.1', 28_232],
    ['10.0.0.1:0', 28_232],
    ['10.0.0.1:+0', 28_232],
    ['10.0.0.1:-79', 2 * 28_232],
    ['10.0.0.1:+1', 2 * 28_232],
    ['10.0.0.1 source 1.1.1.1:40000-59999', 20_000 + 28_232],
  ])('share the ports to one server, whose port the client has chosen: %s', (server, max) => {
    // Measured with 20 ports and 60 clients: 20 connections, also with a bind on 79 and `:+1`.
    const both = `backend a\n server s 10.0.0.1:80\nbackend b\n server s ${server}\n`;
    const ways = 'frontend f\n bind :80\n use_backend a if { path_beg /a }\n default_backend b\n';
    const text = `global\n maxconn 100000\n${ways}${both}`;
    const { endToEnd } = assessCapacity(topology(text).deployment, {
      ...FACTS,
      nofile: { soft: 1024, hard: 1_000_000 },
    });
    expect(endToEnd.max).toBe(max);
  });

  it('leave every port to others that HAProxy listens on by TCP', () => {
    const global = 'global\n localpeer me\n stats socket /x\n stats socket ipv4@127.0.0.1:40001\n';
    const peers = 'peers p\n bind :40002\n peer me 10.0.0.1:40003\n peer other 10.0.0.2:40004\n';
    const logs = 'log-forward l\n bind :40005\n dgram-bind :40006\n';
    const hop = topology(listen(' server a 1:1', `${global}${peers}${logs}`)).deployment.hops[1];
    expect(hop?.listens).toEqual([80, 40_002, 40_005, 40_001, 40_003]);
  });

  it('deal out the ports of a source range anew for each server', () => {
    const report = assess(
      listen(
        ' default-server source 10.0.0.1:10000-59999\n server a 10.0.1.1:1\n server b 10.0.1.2:1\n',
        'global\n ulimit-n 500000',
      ),
    );
    expect(report.hops[1]).toMatchObject({ bind: 'explicit', max: 100_000, binding: 'ports' });
    expect(report.hops[1]).toMatchObject({ guaranteed: 100_000, softCliff: null });
  });

  it('count a port of two ranges to one server once (measured: 30 of 40; 100 of 150)', () => {
    const max = (...servers: string[]) => {
      const { hops, endToEnd } = assess(
        listen(servers.map((server, at) => ` server s${at} ${server}`).join('\n')),
      );
      return [hops[1]?.max, hops[1]?.guaranteed, endToEnd.max];
    };
    const [low, high] = ['1:1 source 1.1.1.1:40000-40019', '1:1 source 1.1.1.1:40010-40029'];
    expect(max(low, high)).toEqual([30, 30, 30]);
    expect(max(low, high, '1:1 source 1.1.1.1:40005-40030')).toEqual([31, 31, 31]);
    expect(max(low, high.replace('1:1', '1:2'))).toEqual([40, 40, 40]);
    expect(max(low, high.replace('1.1.1.1', '1.1.1.2'))).toEqual([40, 40, 40]);
    expect(max(`${low} maxconn 5`, `${high} maxconn 100`)).toEqual([15, 15, 15]);
    // For the same source and server the kernel finds the other ports; otherwise it cannot use
    // those that are taken.
    expect(max('1:1 source 1.1.1.1', low)).toEqual([28_232, 28_232, 28_232]);
    expect(max('1:2 source 1.1.1.1', low).slice(0, 2)).toEqual([28_252, 28_232]);
    expect(max('1:1', '1:1 source 1.1.1.1:1000-1099').slice(0, 2)).toEqual([28_332, 28_332]);
  });

  it('leave the port to the kernel where the source has none', () => {
    const { hops } = topology(listen(' source 10.0.0.1\n server a 1:1\n server b 1:2')).deployment;
    expect(hops[1]).toMatchObject({ bind: 'late', destinations: 2, ports: { of: 'host' } });
  });

  it('count the ports of a range once for two servers at one address (measured: 10 of 20)', () => {
    const report = assess(
      listen(
        ' default-server source 10.0.0.1:10000-59999\n server a 10.0.1.1:1\n server b 10.0.1.1:1\n',
      ),
    );
    expect(report.hops[1]?.limits[0]).toMatchObject({ id: 'ports', max: 50_000 });
  });

  it('are one for servers with different sources, whose ports add up', () => {
    const text = listen(' server a 1:1\n server b 1:2 source 10.0.0.1:5-9\n server c 1:3');
    const { hops, routes } = topology(text).deployment;
    expect(hops).toHaveLength(2);
    expect(routes).toEqual([[0, 1]]);
    expect(assess(text).hops[1]).toMatchObject({
      from: '2 sources',
      binding: 'ports',
      max: 2 * 28_232 + 5,
      // A third of all connections goes to the five ports.
      firstFailure: 15,
      parts: [
        { bind: 'late', destinations: 2, ports: 2 * 28_232, share: 2 / 3 },
        { bind: 'explicit', destinations: 1, ports: 5, share: 1 / 3 },
      ],
    });
  });

  it('leave a wildcard source with a range to the kernel, as HAProxy does', () => {
    const { hops } = topology(listen(' server a 1:1 source *:5-9')).deployment;
    expect(hops[1]).toMatchObject({ bind: 'late', ports: { of: 'host' } });
  });

  it('have no ports to run out of where the server is a unix socket', () => {
    const report = assess(listen(' server a /run/a.sock\n server b unix@/run/b.sock'));
    expect(report.hops[1]?.limits[0]).toMatchObject({ id: 'ports', max: null });
  });

  it('are several servers for a template, each an address of its own', () => {
    const { hops } = topology(
      listen(' server-template t 5 _x._tcp.y resolvers d maxconn 7'),
    ).deployment;
    expect(hops[1]).toMatchObject({ to: '5 servers', destinations: 5 });
    expect(hops[1]?.maxConns?.servers.map(({ max }) => max)).toEqual([7, 7, 7, 7, 7]);
  });

  it('leave out what takes no connections: disabled, weightless, backups', () => {
    const { hops } = topology(
      listen(' server a 1:1\n server b 1:2 disabled\n server c 1:3 backup\n server d 1:4 weight 0'),
    ).deployment;
    expect(hops[1]?.destinations).toBe(1);
  });

  it('take in backups where no other server serves: the first, or all by an option', () => {
    const backups = ' server a 1:1 backup maxconn 100\n server b 1:2 backup maxconn 200\n';
    expect(assess(listen(backups)).endToEnd.max).toBe(100);
    expect(assess(listen(` option allbackups\n${backups}`)).endToEnd.max).toBe(300);
    expect(
      assess(listen(` option allbackups\n server c 1:3 maxconn 7\n${backups}`)).endToEnd.max,
    ).toBe(7);
  });

  it('take in what a use-server names, whatever its weight (measured: 200)', () => {
    const servers = ' server a 1:1 weight 0\n server b 1:2 weight 0\n';
    const named = topology(listen(` use-server a if x\n${servers}`)).deployment;
    expect(named.hops[1]).toMatchObject({ destinations: 1 });
    const any = topology(listen(` use-server %[var(txn.s)] if x\n${servers}`)).deployment;
    expect(any.hops[1]).toMatchObject({ destinations: 2 });
    const beside = topology(listen(` use-server a if x\n server c 1:3\n${servers}`)).deployment;
    expect(beside.hops[1]).toMatchObject({ destinations: 2 });
    const always = ' use-server a if TRUE\n use-server b if x\n server c 1:3\n';
    expect(topology(listen(`${always}${servers}`)).deployment.hops[1]).toMatchObject({
      destinations: 1,
    });
  });

  it('take in servers without a weight that clients come back to where there are no others', () => {
    const servers = ' server a 1:1 weight 0 cookie a\n server b 1:2 weight 0\n';
    expect(assess(listen(servers)).endToEnd.max).toBe(0);
    const sources = ' server a 1:1 weight 0 source 1.1.1.1\n server b 1:2 weight 0\n';
    expect(assess(listen(` cookie S insert\n${sources}`)).hops[1]).toMatchObject({
      max: 56_464,
      firstFailure: 56_464,
    });
    expect(
      assess(listen(` cookie S insert\n server c 1:3\n${servers}`)).hops[1]?.destinations,
    ).toBe(1);
  });

  it('count maxconn of a bind line for each of its shards', () => {
    const max = (bind: string) =>
      assess(`global\n nbthread 3\nlisten l\n bind ${bind}\n server a 1:1\n`).endToEnd.max;
    expect([max(':80 maxconn 10'), max(':80 maxconn 10 shards by-thread')]).toEqual([10, 30]);
    expect(max(':80-81 shards by-thread process 1/1-2 maxconn 10')).toBe(40);
    expect(max(':80 shards 9 maxconn 10')).toBe(30);
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
    const runnerUp = { hop: 'l', hopIndex: 0, limit: 'maxconn', max: 40, above: 10 };
    expect(report.endToEnd.runnerUp).toEqual(runnerUp);
  });

  it('raise descriptors to the hard limit, as HAProxy does', () => {
    const { hops } = assess(listen(' server a 1:1', 'global\n nbthread 4'));
    const nofile = hops[1]?.limits.find(({ id }) => id === 'nofile');
    expect(nofile).toMatchObject({ max: (20_000 - 23 - 1) / 2, inputs: { own: 23 } });
  });
});

describe('what takes connections', () => {
  const only = (text: string) => assess(text).endToEnd;

  it('is limited by maxconn of every bind line (measured: 7 of 60)', () => {
    const binds = ' bind :81 maxconn 7\n bind :82-83 maxconn 2\n server a 1:1\n';
    expect(only(`listen l\n${binds}`)).toMatchObject({ max: 11, binding: { limit: 'maxconn' } });
    expect(only(`listen l\n bind :80\n${binds}`).max).toBe(28_232);
  });

  it('is accepted twice where HAProxy passes it to itself (measured: 10 of maxconn 20)', () => {
    const text = `global\n maxconn 20\nlisten o\n bind :80\n server i 127.0.0.1:81\n`;
    expect(only(`${text}listen i\n bind 127.0.0.1:81 accept-proxy\n disabled\n`).max).toBe(20);
    const { routes } = assess(`${text}listen i\n bind 127.0.0.1:81\n server a 10.0.0.1:80\n`);
    expect(routes.map(({ max }) => max)).toEqual([10]);
  });

  it('may go where the client asks for, by an option or by dispatch', () => {
    const option = topology('listen l\n bind :80\n option transparent\n').deployment;
    expect(option.hops[1]).toMatchObject({ name: 'l', destinations: 1 });
    const dispatch = topology('listen l\n bind :80\n dispatch 10.0.0.1:80\n').deployment;
    expect(dispatch.hops[1]).toMatchObject({ name: 'l', destinations: 1 });
  });

  it('is nothing in a section that is disabled', () => {
    const { hops } = topology(
      `${listen(' server a 1:1')}listen m\n bind :81\n disabled\n`,
    ).deployment;
    expect(hops.map(({ name }) => name)).toEqual(['l', 'l']);
  });
});

describe('what passes nothing on', () => {
  const front = (lines: string) => `frontend f\n bind :80\n${lines}\n default_backend b\n`;
  const BACKEND = 'backend b\n mode http\n server a 1:1\n';
  const names = (lines: string) =>
    topology(`defaults\n mode http\n${front(lines)}${BACKEND}`).deployment.hops.map(
      ({ name }) => name,
    );

  it.each([
    ' http-request deny',
    ' http-request redirect scheme https if TRUE',
    ' http-request redirect scheme https unless { ssl_fc }',
    ' redirect scheme https code 301 if !{ ssl_fc }',
    ' http-request return status 200',
    ' tcp-request connection reject',
    ' tcp-request content accept if x\n redirect location /',
    ' http-request allow\n redirect location /',
    ' tcp-request content reject',
  ])('is a frontend whose rules answer everything: %j', (lines) => {
    expect(names(lines)).toEqual(['f']);
  });

  it.each([
    ' http-request deny if x',
    ' http-request allow if x\n http-request deny',
    ' tcp-request content accept if x\n tcp-request content reject',
    ' bind :443 ssl\n http-request redirect scheme https unless { ssl_fc }',
    ' mode tcp\n http-request deny\n redirect location /',
    ' http-request set-header x y',
  ])('is none whose rules let something pass: %j', (lines) => {
    expect(names(lines)).toEqual(['f', 'b']);
  });

  it('is a backend whose rules answer everything', () => {
    expect(
      names(' use_backend r\nbackend r\n http-request redirect location /\n server s 1:1'),
    ).toEqual(['f']);
  });

  it('is what stands below a use_backend that always holds', () => {
    const more = 'backend c\n server a 1:2\nbackend d\n server a 1:3\n';
    const passing = (lines: string) =>
      topology(`${front(lines)}backend b\n server a 1:1\n${more}`).deployment.hops.map(
        ({ name }) => name,
      );
    expect(passing(' use_backend c if x\n use_backend d')).toEqual(['f', 'c', 'd']);
    expect(passing(' use_backend d if TRUE\n use_backend c')).toEqual(['f', 'd']);
    expect(passing(' use_backend d if FALSE\n use_backend c unless TRUE')).toEqual(['f', 'b']);
    // A name that is not defined leaves the request to the default backend.
    expect(passing(' use_backend d%[src]\n use_backend c')).toEqual(['f', 'b', 'd']);
  });

  it('is a listen that names another backend by default', () => {
    const text = `listen l\n bind :80\n server a 1:1\n default_backend b\n${BACKEND}`;
    expect(topology(text).deployment.hops.map(({ name }) => name)).toEqual(['l', 'b']);
  });

  it('is a backend of mode tcp that an expression of a frontend of mode http may name', () => {
    const backends = `${BACKEND}backend t\n mode tcp\n server a 1:2\n`;
    const hops = (mode: string) =>
      topology(`frontend f\n mode ${mode}\n bind :80\n use_backend %[path]\n${backends}`).deployment
        .hops.length;
    expect([hops('http'), hops('tcp')]).toEqual([2, 3]);
  });
});

it('is an error where a frontend of mode http names a backend of mode tcp', () => {
  const errors = (mode: string, name: string) =>
    topology(
      `frontend f\n mode ${mode}\n bind :80\n use_backend ${name} if x\nbackend t\n server a 1:1\n`,
    ).warnings.map(({ code, severity, line }) => [code, severity, line]);
  expect(errors('http', 't')).toEqual([['PROXY_WILL_NOT_START', 'error', 4]]);
  expect(errors('http', '%[path]')).toEqual([]);
  expect(errors('tcp', 't')).toEqual([]);
});

it('tells of words that it does not know in one line, and of each that limits connections', () => {
  const { warnings } = topology(
    listen(
      ' server a 1:1 minconn 2 minconn 3\n word\n other\n word',
      'global\n maxsslconn 5\n new',
    ),
  );
  expect(warnings.map(({ message, severity, line }) => [line, severity, message])).toEqual([
    [2, undefined, expect.stringContaining('"maxsslconn" is not modelled')],
    [6, undefined, expect.stringContaining('"minconn" is not modelled')],
    [3, 'info', 'ignored, because they are not known to limit connections: new, word, other'],
  ]);
});

it('warns of what it does not count', () => {
  const { warnings } = topology(
    listen(
      ' use_backend %[path]\n server a 1 source 0.0.0.0 usesrc clientip\n rate-limit sessions 5',
    ),
  );
  expect(warnings.map(({ code, line }) => [code, line])).toEqual([
    ['UNMODELLED_DIRECTIVE', 6],
    ['TRANSPARENT_BIND', 5],
  ]);
});

describe('a backend with TCP servers and unix sockets', () => {
  const servers = ' server a 10.0.1.1:1\n server b /run/b.sock\n server c abns@c\n';
  const backOf = (lines: string) => assess(listen(lines)).hops[1];

  it('names the sockets beside its sources', () => {
    expect(backOf(servers)?.from).toBe("the kernel's choice of address, and unix sockets");
    const two = `${servers} server d 10.0.1.2:1 source 10.0.0.1\n`;
    expect(backOf(two)?.from).toBe('2 sources, and unix sockets');
    expect(backOf(' server b /run/b.sock\n')?.from).toBe('unix sockets');
  });

  it('adds up in words where the sockets need no port', () => {
    const ports = backOf(servers)?.limits.find(({ id }) => id === 'ports');
    expect(ports).toMatchObject({ max: null, inputs: { sum: '28,232 + unlimited' } });
  });
});
