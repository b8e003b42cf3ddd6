import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../../src/capacity/assess.js';
import type { Clients } from '../../../../src/config/clients.js';
import { readNginxConfig } from '../../../../src/config/nginx/reading/read.js';
import { lenient } from '../../../../src/config/nginx/syntax/include.js';
import { topologyOf } from '../../../../src/config/nginx/topology/topology.js';
import { memorySource } from '../../../support/memory-source.js';

const PORTS = Array.from({ length: 28_232 }, (_, i) => 32_768 + i);
const REMOTE: Clients = { local: false, addresses: null, range: [32_768, 60_999], ports: PORTS };
const LOCAL: Clients = { local: true, addresses: 1, range: null, ports: PORTS };

const topology = (http: string, clients = REMOTE, before = '') => {
  const text = `${before}\nevents {}\nhttp {\n${http}\n}`;
  return topologyOf(readNginxConfig('f', memorySource({ f: text }), '', lenient(null)), clients);
};
const back = (http: string, server: string, clients = REMOTE) =>
  topology(
    `${http}\nserver { listen 80; location / { ${server} proxy_pass http://10.0.0.1:80; } }`,
    clients,
  ).deployment.hops[1];
const shares = (http: string, clients = REMOTE) =>
  back(http, 'proxy_bind $b;', clients)?.sources.distribution?.buckets.map((bucket) => [
    bucket.source,
    bucket.clientPorts ?? bucket.weight,
  ]);

describe('a fragment of upstreams alone', () => {
  const fragment = (text: string) =>
    topologyOf(readNginxConfig('f', memorySource({ f: text }), '', lenient()), REMOTE);
  const two =
    'upstream a { server 10.0.0.1:80 max_conns=9; server 10.0.0.2; } upstream b { server unix:/s; }';

  it('is passed to by a server elsewhere, each by a way of its own', () => {
    const { deployment, warnings } = fragment(two);
    expect(deployment.hops.slice(1)).toMatchObject([
      {
        name: 'a',
        destinations: 2,
        proxy: null,
        maxConns: { servers: [{ max: 9 }, { max: null }] },
      },
      { name: 'b', destinations: 0, unixSockets: 1 },
    ]);
    expect(deployment.routes).toEqual([
      [0, 1],
      [0, 2],
    ]);
    expect(warnings).toMatchObject([
      {
        message: expect.stringMatching(/^this is a fragment of upstreams, counted as if a server/),
      },
    ]);
  });

  it('may be what an upstream includes', () => {
    const { deployment } = fragment('server 10.0.0.1:80; server 10.0.0.2:80; keepalive 4;');
    expect(deployment.hops[1]).toMatchObject({
      name: 'the upstream around this fragment',
      destinations: 2,
    });
  });

  it('is not what stands beside servers, or in a whole configuration', () => {
    expect(fragment(`${two} server { return 200; }`).deployment.hops).toHaveLength(1);
    expect(fragment(`events { } http { ${two} }`).deployment.hops.map(({ name }) => name)).toEqual([
      'servers that are not here',
    ]);
  });
});

describe('a unix socket that is listened on', () => {
  const hops = (listens: string) =>
    topology(`server { ${listens} location / { proxy_pass http://10.0.0.1; } }`, LOCAL).deployment
      .hops;

  it('is a listener of the proxy and takes no port', () => {
    const [front, back] = hops('listen unix:/s;');
    expect(front).toMatchObject({ to: 'unix:/s', destinations: 0, unixSockets: 1, listens: [] });
    expect(back).toMatchObject({ proxy: { listeners: 1 }, listens: [] });
  });

  it('stands beside a port, and once however many servers have it', () => {
    const pass = 'location / { proxy_pass http://10.0.0.1; }';
    const { hops: both } = topology(
      `server { listen unix:/s; listen 81; ${pass} } server { listen unix:/s; server_name b; ${pass} }`,
      LOCAL,
    ).deployment;
    const [front, back] = both;
    expect(front).toMatchObject({ to: 'unix:/s, *:81', destinations: 1, unixSockets: 1 });
    expect(back).toMatchObject({ proxy: { listeners: 2 }, listens: [81] });
  });

  it('takes a third slot where it is passed to', () => {
    const own = topology('server { listen unix:/s; location / { proxy_pass http://unix:/s; } }');
    expect(own.deployment.hops[1]).toMatchObject({ proxy: { slotsPerSession: 3 } });
  });
});

describe('hops', () => {
  it('take the ports that proxy_bind_ports deals out, where there is an address for them', () => {
    expect(back('', 'proxy_bind 10.0.0.2; proxy_bind_ports 20000-59999;')).toMatchObject({
      bind: 'explicit',
      ports: { of: 'configuration', range: [20_000, 59_999] },
    });
    expect(back('', 'proxy_bind_ports 20000-59999;')).toMatchObject({
      bind: 'late',
      ports: { of: 'host' },
    });
  });

  it('share a port that proxy_bind names with no other, whichever server it is for', () => {
    expect(back('', 'proxy_bind 10.0.0.2:12345;')).toMatchObject({
      bind: 'early',
      ports: { of: 'configuration', range: [12_345, 12_345] },
    });
  });

  it('are the clients to a server, and the server to its upstream', () => {
    const { deployment } = topology(`
      upstream app { zone app 64k; server 10.0.0.1:80 max_conns=5; server 10.0.0.2:80; server 10.0.0.3:80 down; }
      server { listen 80; listen 81; server_name shop.example; location / { proxy_pass http://app; } }`);
    expect(deployment.hops).toMatchObject([
      { name: 'shop.example', to: '*:80, *:81', destinations: 2, endsHere: 1, proxy: null },
      {
        name: 'app',
        bind: 'late',
        destinations: 2,
        endsHere: 1,
        maxConns: { zone: 'app', servers: [{ max: 5 }, { max: null }] },
        proxy: { listeners: 2, slotsPerSession: 2 },
      },
    ]);
    expect(deployment).toMatchObject({ endsPerSession: 2, hopsPerSession: 2 });
  });

  it('count the ends that are on this host', () => {
    const local = `server { listen 80; location / { proxy_pass http://127.0.0.1:8080; } }`;
    expect(topology(local, LOCAL).deployment.endsPerSession).toBe(4);
    expect(topology(local).deployment.endsPerSession).toBe(3);
  });

  it('take a third slot where the proxy is its own backend', () => {
    const { deployment } = topology(`
      upstream self { server 127.0.0.1:8080; }
      server { listen 80; location / { proxy_pass http://self; } }
      server { listen 127.0.0.1:8080; return 200; }`);
    expect(deployment.hops[1]?.proxy).toMatchObject({ listeners: 2, slotsPerSession: 3 });
  });

  it('are one for locations that pass to the same place from the same address', () => {
    const pass = 'proxy_pass http://10.0.0.1:80;';
    const { hops } = topology(
      `server { location /a { ${pass} } location /b { ${pass} } location /c { proxy_bind 10.0.0.9; ${pass} } }`,
    ).deployment;
    expect(hops).toHaveLength(3);
  });

  it('end at the server where nothing is passed on', () => {
    const { hops } = topology('server { listen 80; return 200; }').deployment;
    expect(hops).toMatchObject([{ name: '*:80', proxy: { slotsPerSession: 1 } }]);
  });

  it('are none where a request is answered before it could be passed on', () => {
    const pass = 'proxy_pass http://10.0.0.1;';
    const behind = (http: string) =>
      topology(http)
        .deployment.hops.slice(1)
        .map(({ name }) => name);
    const other = 'server { listen 81; location / { proxy_pass http://10.0.0.2; } }';
    const alone = (location: string, server = '') =>
      `server { listen 80; ${server} location / { ${location} ${pass} } }`;
    expect(behind(alone('return 301 https://x;') + other)).toEqual(['10.0.0.2']);
    expect(behind(alone('', 'return 301 https://x;') + other)).toEqual(['10.0.0.2']);
    expect(behind(alone('if ($arg_a) { return 403; }'))).toEqual(['10.0.0.1']);
    expect(behind(alone('break; return 403;'))).toEqual(['10.0.0.1']);
  });

  it('are none for what is asked beside a request', () => {
    const asked = (directive: string, location: string) =>
      topology(`server { listen 80; ${directive} location / { proxy_pass http://10.0.0.1; }
        location ${location} { proxy_pass http://10.0.0.2; } }`).deployment.hops.map(
        ({ name }) => name,
      );
    for (const directive of ['auth_request', 'mirror', 'post_action']) {
      expect(asked(`${directive} /asked;`, '= /asked')).toEqual(['*:80', '10.0.0.1']);
    }
    expect(asked('post_action @asked;', '@asked')).toEqual(['*:80', '10.0.0.1']);
    expect(asked('auth_request off;', '/off')).toHaveLength(3);
    // Clients can ask for it too.
    expect(asked('mirror /asked;', '/asked')).toHaveLength(3);
  });

  it('are as many as the values of a geo', () => {
    const geo = 'geo $to { default 10.0.0.1:80; 192.168.0.0/16 10.0.0.2:80; ranges; }';
    const { hops } = topology(
      `${geo} server { listen 80; location / { proxy_pass http://$to; } }`,
    ).deployment;
    expect(hops.map(({ name }) => name)).toEqual(['*:80', '10.0.0.1:80', '10.0.0.2:80']);
  });

  it('include those of stream', () => {
    const text = `events {} stream { upstream db { server 10.0.0.1:5432; }
      server { listen 5432; proxy_bind 10.0.0.7; proxy_pass db; } }`;
    const { hops } = topologyOf(readNginxConfig('f', memorySource({ f: text })), REMOTE).deployment;
    expect(hops.map((hop) => hop.name)).toEqual(['*:5432', 'db']);
  });

  it('own the ports they listen on', () => {
    const { hops } = topology('server { listen 40000; return 200; }', LOCAL).deployment;
    expect(hops[0]?.listens).toEqual([40_000]);
  });
});

describe('servers of one nginx behind one another', () => {
  const OUTER = 'server { listen 80; location / { proxy_pass http://127.0.0.1:81; } }';
  const INNER = 'server { listen 127.0.0.1:81; location / { proxy_pass http://10.0.0.1; } }';
  const waysOf = (http: string, clients = REMOTE) => {
    const { deployment } = topology(http, clients);
    return deployment.routes?.map((way) =>
      way.map((at) => {
        const hop = deployment.hops[at];
        return [hop?.name, hop?.proxy?.slotsPerSession ?? 0];
      }),
    );
  };

  it('are one way, of two slots for each', () => {
    expect(waysOf(OUTER + INNER)).toEqual([
      [
        ['*:80', 0],
        ['127.0.0.1:81', 0],
        ['10.0.0.1', 4],
      ],
    ]);
    expect(topology(OUTER + INNER).deployment).toMatchObject({
      endsPerSession: 4,
      hopsPerSession: 3,
    });
  });

  it('are ways of their own too for clients of this host, and where others can connect', () => {
    expect(waysOf(OUTER + INNER, LOCAL)).toHaveLength(2);
    expect(waysOf(OUTER + INNER.replace('127.0.0.1:81', '81'))).toHaveLength(2);
  });

  it('end where the last answers by itself, for one slot more', () => {
    const last = 'server { listen 127.0.0.1:82; return 200; }';
    const inner = INNER.replace('10.0.0.1', '127.0.0.1:82');
    expect(waysOf(OUTER + inner + last)?.[0]?.at(-1)).toEqual(['127.0.0.1:82', 5]);
  });

  it('are followed no further than a circle, or a few steps', () => {
    const to = (from: number, next: number) =>
      `server { listen 127.0.0.1:${from}; location / { proxy_pass http://127.0.0.1:${next}; } }`;
    expect(waysOf(OUTER + to(81, 82) + to(82, 81))).toEqual([
      [
        ['*:80', 0],
        ['127.0.0.1:81', 0],
        ['127.0.0.1:82', 0],
        ['127.0.0.1:81', 7],
      ],
    ]);
    expect(waysOf(to(81, 82) + to(82, 81))).toHaveLength(2);
    const chain = Array.from({ length: 9 }, (_, n) => to(81 + n, 82 + n)).join('');
    expect(waysOf(OUTER + chain)?.[0]).toHaveLength(5);
  });

  it('share the ports to the inner one, which is no hop of the process', () => {
    const two = OUTER + OUTER.replace('listen 80', 'listen 8000') + INNER;
    const { deployment } = topology(two);
    const facts = { schema: 'tidegate.facts/1', portRange: [50_000, 50_099] } as const;
    const hops = deployment.hops.map((hop) => ({ ...hop, proxy: null }));
    expect(assessCapacity({ ...deployment, hops }, facts).endToEnd.max).toBe(100);
  });
});

describe('ports of one source to one address', () => {
  const held = (http: string) => {
    const { deployment } = topology(http, REMOTE, 'worker_rlimit_nofile 1000000;');
    const hops = deployment.hops.map((hop) => ({ ...hop, proxy: null }));
    const facts = { schema: 'tidegate.facts/1', portRange: [50_000, 50_099] } as const;
    return assessCapacity({ ...deployment, hops }, facts).endToEnd.max;
  };
  const server = (...locations: string[]) =>
    `server { listen 80; ${locations.map((pass, n) => `location /${n} { ${pass} }`).join(' ')} }`;

  it('count once, however many upstreams and locations lead there', () => {
    const two = 'upstream a { server 10.0.0.1:80; } upstream b { server 10.0.0.1:80; }';
    expect(held(two + server('proxy_pass http://a;', 'proxy_pass http://b;'))).toBe(100);
    expect(held(two + server('proxy_pass http://a;', 'proxy_pass http://10.0.0.1;'))).toBe(100);
    const lan = 'upstream b.lan { server 10.0.0.1:80; }';
    expect(held(lan + server('proxy_pass http://b.lan;', 'proxy_pass http://B.Lan;'))).toBe(100);
    expect(held(two + server('proxy_pass http://a;', 'fastcgi_pass 10.0.0.1:80;'))).toBe(100);
    expect(held(server('proxy_pass http://h.lan;', 'proxy_pass http://H.lan:80/x;'))).toBe(100);
    expect(held(server('proxy_pass https://h.lan;', 'proxy_pass https://h.lan:443;'))).toBe(100);
    expect(held(server('proxy_pass http://[::1];', 'proxy_pass http://[0:0::1]:80;'))).toBe(100);
  });

  it('are shared where upstreams have some servers in common', () => {
    const both = `upstream a { server 10.0.0.1:80; server 10.0.0.2:80; }
      upstream b { server 10.0.0.2:80; server 10.0.0.3:80; }`;
    expect(held(both + server('proxy_pass http://a;') + server('proxy_pass http://b;'))).toBe(300);
    expect(held(both + server('proxy_pass http://a;', 'proxy_pass http://b;'))).toBe(300);
  });

  it('are their own for another port, another source and other ports', () => {
    const pass = 'proxy_pass http://10.0.0.1;';
    expect(held(server(pass, 'proxy_pass http://10.0.0.1:81;'))).toBe(200);
    expect(held(server(pass, `proxy_bind 10.0.0.7; ${pass}`))).toBe(200);
    expect(held(server(`proxy_bind 10.0.0.7; ${pass}`, `proxy_bind 10.0.0.8; ${pass}`))).toBe(200);
  });
});

describe('source addresses', () => {
  it('are one where there is no proxy_bind, or a literal', () => {
    expect(back('', '')?.sources).toEqual({ count: 1, distribution: null });
    expect(back('', 'proxy_bind 10.0.0.9;')?.sources.count).toBe(1);
    expect(back('', 'proxy_bind off;')?.sources.count).toBe(1);
  });

  it("are the clients' with $remote_addr", () => {
    expect(back('', 'proxy_bind $remote_addr;', LOCAL)?.sources.count).toBe(1);
    expect(back('', 'proxy_bind $remote_addr;')?.sources.count).toBeNull();
  });

  it('follow a map over the ports that clients really have', () => {
    expect(shares('map $remote_port $b { default a; "~^3" b; "~^4" c; ~^9 d; 50000 e; }')).toEqual([
      ['a', 10_999],
      ['b', 7232],
      ['c', 10_000],
      ['d', 0],
      ['e', 1],
    ]);
  });

  it('count no port that a listener of this host has', () => {
    const map = 'map $remote_port $b { default a; 40000 b; }';
    const { hops } = topology(
      `${map} server { listen 40000; location / { proxy_bind $b; proxy_pass http://10.0.0.1:80; } }`,
      LOCAL,
    ).deployment;
    expect(hops[1]?.sources.distribution?.buckets[1]).toMatchObject({ source: 'b', weight: 0 });
  });

  it('follow the shares of split_clients', () => {
    const split = 'split_clients "$remote_addr$remote_port" $b { 50% a; 25% b; * c; }';
    expect(shares(split)).toEqual([
      ['a', 0.5],
      ['b', 0.25],
      ['c', 0.25],
    ]);
  });
});

describe('warnings', () => {
  const codes = (http: string) => topology(http).warnings.map((warning) => warning.code);
  const server = (inner: string) =>
    `server { location / { ${inner} proxy_pass http://10.0.0.1:80; } }`;

  it.each([
    [server('proxy_bind $remote_addr transparent;'), ['TRANSPARENT_BIND']],
    [server('proxy_bind $arg_a;'), ['MAP_SOURCE_UNKNOWN']],
    [`map $host $b { a 1; } ${server('proxy_bind $b;')}`, ['MAP_SOURCE_UNKNOWN']],
    [`gzip on; ${server('')}`, ['UNMODELLED_DIRECTIVE']],
    ['server { location / { proxy_pass http://$host; } }', ['TARGET_UNKNOWN']],
    [server(''), []],
  ])('%s', (http, expected) => {
    expect(codes(http)).toEqual(expected);
  });

  it('call no directive of nginx one of an unknown module, wherever it stands', () => {
    const inIf = 'location / { if ($arg_a) { root /a; add_header X b; break; } root /b; }';
    const { warnings } = topology(`server { ${inIf} }`);
    expect(warnings.map(({ message }) => message)).not.toContainEqual(
      expect.stringContaining('modules'),
    );
  });

  it('name the directive that was probably meant', () => {
    expect(topology('keepalive_timeou 5;').warnings[0]).toMatchObject({
      fix: 'Did you mean "keepalive_timeout"?',
      file: 'f',
      line: 4,
    });
  });
});
