import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assessCapacity } from '../../src/capacity/assess.js';
import { planTarget } from '../../src/capacity/target/plan-target.js';
import type { Clients } from '../../src/config/clients.js';
import { readNginxConfig } from '../../src/config/nginx/reading/read.js';
import { lenient } from '../../src/config/nginx/syntax/include.js';
import { topologyOf } from '../../src/config/nginx/topology/topology.js';
import { DEFAULT_PORT_RANGE } from '../../src/lib/ports.js';
import type { HostFacts } from '../../src/model/facts.js';
import { fillBlanks } from '../../src/prove/config/mend/fill-blanks.js';
import { mendHost } from '../../src/prove/config/mend/mend-host.js';
import { mendNginx } from '../../src/prove/config/mend/mend-nginx.js';
import { memorySource } from '../support/memory-source.js';
import { refusalOf } from '../support/refusal.js';

const CLIENTS: Clients = { local: false, addresses: null, range: DEFAULT_PORT_RANGE, ports: [] };

/** Limits that are wide enough, so that a plan changes only the proxy and its namespace. */
const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  cpus: 4,
  portRange: [32_768, 60_999],
  reservedPorts: '',
  portsInUse: [22],
  nofile: { soft: 1024, hard: 4096 },
  nrOpen: 1_000_000_000,
  memory: { totalBytes: 1e15, availableBytes: 1e15 },
  conntrack: { active: false },
};

/** All configurations of the tests, whatever they were written for. */
const WRITTEN = ['test', 'scenarios'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.conf'))
    .map((file) => [file, readFileSync(join(top, file), 'utf8')] as const),
);
const http = (inner: string) => `events { worker_connections 900; } http { ${inner} }`;
const server = (...locations: string[]) =>
  `server { listen 80; ${locations.map((pass, n) => `location /${n} { ${pass} }`).join(' ')} }`;
const stream = (inner: string) => `events {} stream { ${inner} }`;
const KINDS: Readonly<Record<string, string>> = {
  'two upstreams with one server': http(
    `upstream a { server 10.0.0.1:80; } upstream b { server 10.0.0.1:80; server 10.0.0.2:80; }
    ${server('proxy_pass http://a;', 'proxy_pass http://b;')}`,
  ),
  'an upstream and its server by address': http(
    `upstream a { server 10.0.0.1:80; } ${server('proxy_pass http://a;', 'proxy_pass http://10.0.0.1;')}`,
  ),
  'two protocols to one address': http(
    server('proxy_pass http://10.0.0.1:80;', 'fastcgi_pass 10.0.0.1:80;'),
  ),
  'every protocol that binds': http(
    server(
      'fastcgi_pass 10.0.0.1:90;',
      'uwsgi_pass 10.0.0.1:91;',
      'scgi_pass 10.0.0.1:92;',
      'grpc_pass grpc://10.0.0.1:93;',
      'set $memcached_key $uri; memcached_pass 10.0.0.1:94;',
    ),
  ),
  'a bind for a whole server': http(
    'server { listen 80; proxy_bind 10.0.0.5; location / { proxy_pass http://10.0.0.1; } location /b { proxy_pass http://10.0.0.2; } }',
  ),
  'a bind that has a port': http(server('proxy_bind 10.0.0.5:7000; proxy_pass http://10.0.0.1;')),
  'a bind that the location turns off': http(
    `proxy_bind 10.0.0.5; ${server('proxy_bind off; proxy_pass http://10.0.0.1;', 'proxy_pass http://10.0.0.1;')}`,
  ),
  'a bind by split_clients': http(
    `split_clients "$remote_addr$remote_port" $b { 50% 10.0.0.5; * 10.0.0.6; }
    ${server('proxy_bind $b; proxy_pass http://10.0.0.1;')}`,
  ),
  'one split_clients for two upstreams': http(
    `split_clients "$remote_addr$remote_port" $b { 50% 10.0.0.5; * 10.0.0.6; }
    ${server('proxy_bind $b; proxy_pass http://10.0.0.1;', 'proxy_bind $b; proxy_pass http://10.0.0.2;')}`,
  ),
  'a variable of the name that the mend would take': http(
    `map $host $bind_addr { default 10.0.0.9; }
    ${server('proxy_bind $bind_addr; proxy_pass http://10.0.0.1;', 'proxy_pass http://10.0.0.2;')}`,
  ),
  'IPv6 and IPv4': http(
    server(
      'proxy_pass http://[::1]:81;',
      'proxy_pass http://127.0.0.1:81;',
      'proxy_pass http://[fd00::1];',
    ),
  ),
  'max_conns, with a zone and without': http(
    `upstream a { zone a 64k; server 10.0.0.1:80 max_conns=10; server 10.0.0.2:80; }
    upstream b { server 10.0.0.1:81 max_conns=10; server 10.0.0.2:81 max_conns=7 backup; }
    ${server('proxy_pass http://a;', 'proxy_pass http://b;')}`,
  ),
  'a target by a map': http(
    `map $host $to { default 10.0.0.1:80; x 10.0.0.2:80; } ${server('proxy_pass http://$to;')}`,
  ),
  'a pass in an if': http(
    server('proxy_pass http://10.0.0.1; if ($arg_a) { proxy_pass http://10.0.0.2; }'),
  ),
  'a unix socket beside ports': http(
    `upstream a { server unix:/run/a.sock; server 10.0.0.1:80; } ${server('proxy_pass http://a;')}`,
  ),
  'locations within locations': http(
    server('location /0/x { proxy_pass http://10.0.0.1; } proxy_pass http://10.0.0.1;'),
  ),
  'streams to one address': stream(
    'server { listen 81; proxy_pass 10.0.0.1:80; } server { listen 82; proxy_pass 10.0.0.1:80; proxy_bind 10.0.0.5; }',
  ),
  'http and stream to one address': `${stream('server { listen 81; proxy_pass 10.0.0.1:80; }')}
    http { ${server('proxy_pass http://10.0.0.1;')} }`,
  'a server behind a server': http(
    `${server('proxy_pass http://127.0.0.1:81;')}
    server { listen 127.0.0.1:81; location / { proxy_pass http://10.0.0.1; } }`,
  ),
  'four workers': `worker_processes 4; ${http(server('proxy_pass http://10.0.0.1;'))}`,
  'descriptors of its own': `worker_rlimit_nofile 99; ${http(server('proxy_pass http://10.0.0.1;'))}`,
};
const TEXTS = [...WRITTEN, ...Object.entries(KINDS)];

function sized(text: string, facts: HostFacts) {
  const config = readNginxConfig('f', memorySource({ f: text }), '', lenient(null));
  return { deployment: topologyOf(config, CLIENTS).deployment, facts };
}

/** Pastes each change in its place; a fragment has no such place for some. */
function pasted(text: string, target: number) {
  const before = sized(text, FACTS);
  const { plan } = planTarget(before, target);
  const changes = fillBlanks(plan.changes, false);
  return { plan, changes, text: mendNginx(text, changes, before.deployment.hops) };
}

/** Fragments have no processes whose limits could be raised. */
const readable = TEXTS.filter(([, text]) => refusalOf(() => sized(text, FACTS)) === null);

describe('what --target prints for nginx', () => {
  it.each(readable)('holds what it promises once it is pasted: %s', (_, text) => {
    for (const target of [300, 70_000, 400_000]) {
      const refusal = refusalOf(() => pasted(text, target));
      // If a location is in a file of its own, the block around it is elsewhere.
      if (
        refusal?.startsWith('PROVE_CHANGE_UNSUPPORTED') &&
        !/\b(?:server|http|stream) \{/.test(text)
      )
        return;
      const { plan, changes, text: mended } = pasted(text, target);
      const after = sized(mended, mendHost(FACTS, changes));
      const { max } = assessCapacity(after.deployment, after.facts).endToEnd;
      expect(plan.reached, JSON.stringify(plan)).toBe(true);
      expect(max ?? Infinity, mended).toBeGreaterThanOrEqual(target);
      expect(planTarget(after, target).plan.changes, mended).toEqual([]);
    }
  });
});

const directory = mkdtempSync(join(tmpdir(), 'tidegate-nginx-target-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const installed = spawnSync('nginx', ['-v']).status === 0;
const MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';

/** Checks a configuration with the real nginx; null = it accepts it. */
function complaint(text: string): string | null {
  const file = join(directory, 'nginx.conf');
  const module = /\bstream\b/.test(text) ? `load_module ${MODULE};` : '';
  writeFileSync(file, `${module}pid ${directory}/pid;\n${text}`);
  const { status, stderr } = spawnSync('nginx', ['-t', '-p', directory, '-c', file], {
    encoding: 'utf8',
  });
  return status === 0 ? null : stderr;
}

describe('what --target prints for nginx', () => {
  const own = readable.filter(([, text]) => !/\binclude\b/.test(text));
  it.runIf(installed || process.env.TIDEGATE_REQUIRE_REAL === '1').each(own)(
    'is taken by nginx: %s',
    (_, text) => {
      if (complaint(text)) return;
      const { text: mended } = pasted(text, 70_000);
      expect(complaint(mended), mended).toBeNull();
    },
  );

  it.runIf(installed || process.env.TIDEGATE_REQUIRE_REAL === '1')(
    'is of kinds that nginx takes',
    () => {
      const refused = Object.entries(KINDS).filter(([, text]) => complaint(text));
      expect(refused.map(([kind]) => kind)).toEqual([]);
    },
  );
});
