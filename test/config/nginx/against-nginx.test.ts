import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { diskSource } from '../../../src/host/files/config-source.js';
import { withStream } from '../../proxy/support/program.js';
import { refusalOf } from '../../support/refusal.js';

/** A server beside another one, because names are searched only among several servers. */
function besideAnother(names: string): string {
  return `server { listen 18080; server_name ${names}; } server { listen 18080; server_name other; }`;
}

/** Configurations that both must accept, or both refuse. */
const CASES = [
  'server { listen 127.0.0.1:0; }',
  'server { listen 18080 backlog=4096; listen 127.0.0.1:18081; }',
  'server { listen 18080; listen *:18080; }',
  'server { listen 18080 default_server; } server { listen 18080 default_server; }',
  'upstream u { server 127.0.0.1:1 weight=2 max_conns=3 max_fails=0 fail_timeout=1m backup; server 127.0.0.1:2; }',
  'upstream u { server 127.0.0.1:1 weight=0; }',
  'upstream u { }',
  'server { listen 18080-18082; }',
  'server { listen 127.0.0.1:18080-18082; listen 127.0.0.1:18081; }',
  'server { listen 18082-18080; }',
  ...[
    ...['backlog=0', 'backlog=-1', 'so_keepalive=on', 'so_keepalive=30m::10', 'so_keepalive=::'],
    ...['so_keepalive=x', 'so_keepalive=1:2:3:4', 'so_keepalive=::0', 'so_keepalive=500ms'],
    ...[
      'fastopen=3',
      'fastopen=x',
      'rcvbuf=8k',
      'rcvbuf=x',
      'sndbuf=-1',
      'bind bind',
      'ipv6only=x',
    ],
  ].map((options) => `server { listen 18080 ${options}; }`),
  'server { listen 18080 backlog=5; } server { listen 18080 backlog=5; server_name a; }',
  'server { listen 18080 reuseport; } server { listen *:18080 bind; server_name a; }',
  'server { listen 18080-18082 deferred; } server { listen 18081 so_keepalive=on; server_name a; }',
  'server { listen 18080 default_server; } server { listen 18080 backlog=5; server_name a; }',
  'server { listen 18080 backlog=5; } server { listen 127.0.0.1:18080 backlog=5; }',
  'server { listen [::1]:18080 ipv6only=on; } server { listen [::1]:18080 ipv6only=on; }',
  'server { server_name .; }',
  'server { server_name *; }',
  'server { server_name *a.b; }',
  'server { server_name *.; }',
  'server { server_name .a a. .a. a.* ..; }',
  'server { server_name ~; }',
  ...['a.', '.a.', '*.a.', '.*', '.a*', '*.-', '""', '$hostname', 'a b'].map(besideAnother),
  ...['..', 'a..b', '*..a', 'a*', 'a.*.b', '*.*', '*.a.*', 'a.**', '.a..'].map(besideAnother),
  'server { listen 18080; server_name a..b; } server { listen 18081; server_name c; }',
  'server { listen 18080; listen 18081; server_name a..b; } server { listen 18081; }',
  'server { server_name "~(a)" a..b; }',
  'server { server_name "~(?:a)" a..b; }',
  ...['.', '*', '*.', '*a', 'a*', '*.*', '.*', '..', 'a..b', 'a.', '*.a', 'a.*'].map(
    (name) => `map $host $x { hostnames; ${name} 1; }`,
  ),
  'keepalive_time 1h; server { keepalive_time 5m; location / { keepalive_time 0; } }',
  'keepalive_time soon;',
  'server { location / { proxy_pass http://127.0.0.1:1; proxy_bind 127.0.0.2:12345; } }',
  'server { location / { proxy_pass http://127.0.0.1:1; proxy_bind 127.0.0.2:port; } }',
  'server { location / { proxy_pass http://127.0.0.1:1; proxy_bind [::1]:12345; } }',
  ...[
    ...['[::1]', '[::1]:0', '[127.0.0.1]:5', '[::1]5', '[::1]:5x', '[::1', '::1', '::1:80'],
    ...['127.0.0.2:0', '127.0.0.2:', '127.0.0.2:65535', '127.0.0.2:65536', '127.0.0.2:0080'],
    ...['127.0.0.2:+5', '127.1', '01.0.0.1', 'localhost:5', '*:80', ':80', '127.0.0.1:1:2'],
  ].map((end) => `server { location / { proxy_pass http://127.0.0.1:1; proxy_bind ${end}; } }`),
  'server { location / { if ($uri) { proxy_pass http://127.0.0.1:1; } } }',
  'server { location / { limit_except GET { proxy_pass http://127.0.0.1:1; } } }',
  'upstream u { server unix:/tmp/tidegate-test.sock; } server { location / { proxy_pass http://u; } }',
  'server { location / { fastcgi_pass 127.0.0.1:9000; uwsgi_bind 127.0.0.2; } }',
  'upstream u { server 127.0.0.1:1; keepalive 0; }',
  'upstream u { server 127.0.0.1:1; } upstream u { server 127.0.0.1:1; }',
  'map $remote_port $x { default a; "~^2" b; ~*c d; "" e; }',
  'map $remote_port $x { a 1; A 2; }',
  'map $remote_port x { }',
  'map $remote_port $x { a; }',
  'split_clients $remote_addr $x { 0.5% a; 99.5% b; }',
  'split_clients $remote_addr $x { 60% a; 50% b; }',
  `server { set $x "${'a'.repeat(4094)}"; }`,
  `server { set $x "${'a'.repeat(4095)}"; }`,
  `server { set $x ${'a'.repeat(4095)}; }`,
  `server { set $x ${'a'.repeat(4096)}; }`,
  `server { set $x "${'é'.repeat(2047)}"; }`,
  `server { set $x "${'é'.repeat(2048)}"; }`,
  'keepalive_timeout 1m30s;',
  'keepalive_timeout 30s1m;',
  'keepalive_timeout 10 20;',
  'keepalive_timeout soon;',
  'client_max_body_size 1t;',
  'root /a; root /b;',
  'server { location / { proxy_pass http://127.0.0.1:1; proxy_bind 127.0.0.2; } }',
  'server { location ~ ^/a { proxy_pass http://127.0.0.1:1/; } }',
  'server { location @a { proxy_pass http://127.0.0.1:1/b; } }',
  'server { location / { proxy_pass 127.0.0.1:1; } }',
  ...[
    'http:/$uri',
    'http:$uri',
    'h$uri',
    '$uri',
    'ftp://$uri',
    'http://nobody/$uri',
    'http:/x',
  ].map((url) => `server { location / { proxy_pass ${url}; } }`),
  'server { location ~ ^/a { proxy_pass http://127.0.0.1:1/$uri; } }',
  'server { location / { proxy_pass http:/$uri; proxy_redirect default; } }',
  'upstream u { server 127.0.0.1:1; } server { location / { proxy_pass http://U; } }',
  'upstream u { server 127.0.0.1:1; } upstream U { server 127.0.0.1:1; }',
  'server { location / { try_files /x; } }',
  'server { location / { try_files /x =404; } }',
  'server { location / { return nowhere; } }',
  'server { location / { return 1000; } }',
  'server { location / { } location / { } }',
  'server { location ~ ( { } }',
  'server { location => /a { } }',
  'server { location / { add_header A b sometimes; } }',
  'server { return 200 "a"b; }',
  'server { return 200 "a }',
  'server { return 200 ',
  'root "/a";;',
  'location / { }',
  'server { return 200 ${host}x; }',
  'server { return 200 "$"; }',
  'access_log off on;',
  'server { access_log /dev/null none; }',
  'server { access_log /dev/null combined buffer=32k flush=5s if=$uri; }',
  'server { access_log /dev/null combined buffers; }',
  'server { access_log off; access_log /dev/null; }',
  'log_format a $uri; log_format a $uri;',
  'log_format combined $uri;',
  'log_format a escape=html $uri;',
  'log_format a escape=json "$uri" $status;',
  'log_format a;',
  'server { error_log /dev/null loud; }',
  'server { error_log /dev/null crit; error_log stderr; }',
  'log_not_found maybe;',
];

/** The same for `stream`. */
const STREAM_CASES = [
  'server { listen 18080; listen 18080 udp; proxy_pass 127.0.0.1:1; }',
  'server { listen 18080-18081; proxy_pass 127.0.0.1:1; }',
  'server { listen 18080; return a; } server { listen 18080 udp; return a; }',
  'server { listen 18080; proxy_pass 127.0.0.1:1; proxy_bind 127.0.0.1:12345; }',
  'server { listen 127.0.0.1:18080 default_server; return x; }',
  'server { listen 18080; return x; } server { listen 127.0.0.1:18080; return x; }',
  'server { listen 18080; return x; } server { listen *:18080; return x; }',
  'server { return a; }',
  'server { listen unix:/tmp/tidegate-test.sock; return a; }',
  'server { listen 18080; proxy_pass unix:/tmp/tidegate-test.sock; }',
  'server { listen 18080; return x; proxy_pass 127.0.0.1:3; }',
  'server { listen 18080; return x; return y; }',
  'server { listen 18080; proxy_pass 127.0.0.1; }',
  'server { listen 18080; proxy_pass nobody; }',
  'server { listen 18080; proxy_pass u; } upstream u { server 127.0.0.1; }',
  'server { listen 18080; proxy_pass u; } upstream u { server 127.0.0.1:8; }',
  'server { listen 18080; set $y 3; set $y 4$y; return $y; }',
  'server { listen 18080; set y 3; return $y; }',
  'server { listen 18080; return ""; }',
  'set $x 3; server { listen 18080; return $x; }',
  'return 3; server { listen 18080; }',
  'server { listen 18080; proxy_bind off; proxy_bind 127.0.0.1; proxy_pass 127.0.0.1:3; }',
  'server { listen 18080; proxy_next_upstream error; proxy_pass 127.0.0.1:3; }',
  `proxy_timeout 3s; proxy_half_close on; proxy_next_upstream off; proxy_bind 127.0.0.1;
   proxy_connect_timeout 1; proxy_next_upstream_tries 3; proxy_next_upstream_timeout 1s;
   proxy_socket_keepalive on; tcp_nodelay off; proxy_buffer_size 4k;
   server { listen 18080; proxy_pass 127.0.0.1:3; }`,
  'upstream u { ip_hash; server 127.0.0.1:8; }',
  'upstream u { keepalive 3; server 127.0.0.1:8; }',
  'upstream u { hash $remote_addr consistent; server 127.0.0.1:8; }',
  'upstream u { random; server 127.0.0.1:8 backup; }',
  '',
];

const directory = mkdtempSync(join(tmpdir(), 'tidegate-nginx-t-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const installed = spawnSync('nginx', ['-v']).status === 0;
beforeAll(() => {
  if (process.env.TIDEGATE_REQUIRE_REAL === '1') expect(installed).toBe(true);
});

const itMatches = it.runIf(installed || process.env.TIDEGATE_REQUIRE_REAL === '1');

itMatches.each(CASES)('%s', (text) => {
  expectTheSame(`events { }\nhttp {\naccess_log off;\n${text}\n}\n`);
});

itMatches.each(STREAM_CASES)('stream: %s', (text) => {
  expectTheSame(withStream(`events { }\nstream {\n${text}\n}\n`));
});

function expectTheSame(text: string): void {
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, `pid ${directory}/pid;\n${text}`);
  const args = ['-t', '-q', '-p', `${directory}/`, '-e', 'stderr', '-c', file];
  const nginx = spawnSync('nginx', args, { encoding: 'utf8' });
  const ours = refusalOf(() => readNginxConfig(file, diskSource));
  expect({ refused: ours !== null, ours }, nginx.stderr).toEqual({
    refused: nginx.status !== 0,
    ours,
  });
}
