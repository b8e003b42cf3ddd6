import type { HostFacts } from '../../../../src/model/facts.js';
import type { NginxLintCode } from '../../../../src/model/lint.js';

/** A configuration that has the fault, and one that has been mended by hand. */
export interface LintCase {
  readonly bad: string;
  readonly good: string;
  readonly facts?: Partial<HostFacts>;
}

/**
 * A configuration with `http` only; `worker_shutdown_timeout` is set, because it is not what most
 * cases are about.
 */
const http = (inner: string, main = 'worker_shutdown_timeout 1h;', events = '') =>
  `${main}\nevents {\n  worker_connections 60000;\n${events}}\nhttp {\n${inner}\n}\n`;
const bare = (inner: string, main = '', events = '') =>
  `${main}\nevents {\n  ${events}\n}\nhttp {\n${inner}\n}\n`;

const UPSTREAM = 'upstream app {\n  zone app 64k;\n  server 10.0.0.1:80;\n  keepalive 8;\n}\n';
const location = (inner: string, upstream = UPSTREAM) =>
  http(
    `${upstream}server {\n  listen 80;\n  location / {\n    ${inner}\n    proxy_pass http://app;\n  }\n}`,
  );
const app = (inner: string, servers = 'server 10.0.0.1:80;') =>
  `upstream app {\n  ${inner}\n  ${servers}\n}\n`;
const checked = (upstream: string, check = 'health_check match=ok;') =>
  location(`${check}`, `match ok {\n  status 200;\n  body ~ "^(?!.*maintain).";\n}\n${upstream}`);
const match = (inner: string) =>
  http(`match ok {\n  ${inner}\n}\nserver {\n  listen 80;\n  return 200;\n}`);
const bound = (before: string, servers = 'server 10.0.0.1:80;', address = '$from') =>
  location(`proxy_bind ${address};`, `${before}\n${app('zone app 64k; keepalive 8;', servers)}`);
const tryFiles = (inner: string, before = '') =>
  http(`${before}\nserver {\n  listen 80;\n  location /h/ {\n    ${inner}\n  }\n}`);

const FIRST_DIGIT = 'map $remote_port $from {\n  default 10.0.1.1;\n  "~^9" 10.0.1.9;\n}';
const UNEVEN = 'map $remote_port $from {\n  default 10.0.1.1;\n  "~^3" 10.0.1.3;\n}';
const LAST_DIGIT = 'map $remote_port $from {\n  default 10.0.1.1;\n  "~[13579]$" 10.0.1.2;\n}';
const SPLIT = 'split_clients "$remote_addr$remote_port" $from {\n  50% 10.0.1.1;\n  * 10.0.1.2;\n}';

export const CASES: Record<NginxLintCode, LintCase> = {
  INCLUDE_MISSING: {
    bad: http('include sites/app.conf;\nserver {\n  listen 80;\n  return 200;\n}'),
    good: http('server {\n  listen 80;\n  return 200;\n}'),
  },
  INCLUDE_EMPTY: {
    bad: http('include sites/*.conf;\nserver {\n  listen 80;\n  return 200;\n}'),
    good: http('server {\n  listen 80;\n  return 200;\n}'),
  },
  BYTE_ORDER_MARK: {
    bad: `\uFEFF${http('server {\n  listen 80;\n  return 200;\n}')}`,
    good: http('server {\n  listen 80;\n  return 200;\n}'),
  },
  NGINX_WILL_NOT_START: {
    bad: location('', 'http2 on;'),
    good: location(''),
    facts: { proxyVersions: { nginx: '1.22.1' } },
  },
  PROXIES_TO_ITSELF: {
    bad: http('server {\n  listen 80;\n  location /k {\n    proxy_pass http://127.0.0.1;\n  }\n}'),
    good: http(
      'server {\n  listen 80;\n  location /k {\n    proxy_pass http://127.0.0.1:5601;\n  }\n}',
    ),
  },
  TRY_FILES_NO_SLASH: {
    bad: tryFiles('try_files maintaining.html @x;'),
    good: tryFiles('try_files /maintaining.html $uri @x;'),
  },
  OPEN_FILE_CACHE_HIDES_FLIP: {
    bad: tryFiles('try_files /m.html @x;', 'open_file_cache max=100;'),
    good: tryFiles(
      'try_files /m.html @x;',
      'open_file_cache max=100; open_file_cache_valid 1s; open_file_cache_errors on;',
    ),
  },
  HEALTH_CHECK_STATUS_ONLY: {
    bad: checked(app('zone app 64k;'), 'health_check;'),
    good: checked(app('zone app 64k;')),
  },
  HEALTH_CHECK_WITHOUT_ZONE: {
    bad: checked(app('keepalive 8;')),
    good: checked(app('zone app 64k;')),
  },
  HEALTH_CHECK_FLAPS: {
    bad: checked(app('zone app 64k;')),
    good: checked(app('zone app 64k;'), 'health_check match=ok fails=2;'),
  },
  HEALTH_MATCH_NO_STATUS: {
    bad: match('body ~ "fine";'),
    good: match('status 200;\n  body ~ "fine";'),
  },
  HEALTH_MATCH_POSITIVE_ONLY: {
    bad: match('status 200;\n  body ~ "fine";'),
    good: match('status 200;\n  body !~ "maintain";'),
  },
  HEALTH_MATCH_EMPTY_BODY: {
    bad: match('status 200;\n  body !~ "maintain";'),
    good: match('status 200;\n  body ~ "^(?![\\s\\S]*maintain)[\\s\\S]";'),
  },
  HEALTH_MATCH_TOO_WIDE: {
    bad: match('status 200-599;\n  body ~ ".*";'),
    good: match('status 200-399;\n  body ~ "fine";'),
  },
  RETURN_WITHOUT_SLOW_START: {
    bad: checked(app('zone app 64k;', 'server 10.0.0.1:80; server 10.0.0.2:80;')),
    good: checked(
      app('zone app 64k;', 'server 10.0.0.1:80 slow_start=9s; server 10.0.0.2:80 slow_start=9s;'),
    ),
  },
  DRAIN_TIMEOUT_MISSING: {
    bad: checked(app('zone app 64k;')),
    good: checked(app('zone app 64k; drain_timeout 60s;')),
  },
  DRAIN_TIMEOUT_SHORT: {
    bad: checked(app('zone app 64k; drain_timeout 8s;')),
    good: checked(app('zone app 64k; drain_timeout 60s;')),
  },
  DRAIN_TIMEOUT_PAST_SHUTDOWN: {
    bad: checked(app('zone app 64k; drain_timeout 2h;')),
    good: checked(app('zone app 64k; drain_timeout 59m;')),
  },
  SHUTDOWN_TIMEOUT_MISSING: {
    bad: bare(`${UPSTREAM}server { location / { proxy_pass http://app; } }`),
    good: location(''),
  },
  LINGERING_CLOSE_OFF: {
    bad: location('lingering_close off;'),
    good: location('lingering_close always;'),
  },
  RETRY_NON_IDEMPOTENT: {
    bad: location('proxy_next_upstream error timeout non_idempotent;'),
    good: location('proxy_next_upstream error timeout;'),
  },
  KEEPALIVE_ABOVE_METHOD: {
    bad: location('', app('zone app 64k;\n  keepalive 8;\n  least_conn;')),
    good: location('', app('zone app 64k;\n  least_conn;\n  keepalive 8;')),
  },
  KEEPALIVE_MISSING: {
    bad: location('', app('zone app 64k;')),
    good: location(''),
  },
  KEEPALIVE_UNUSED: {
    bad: location(
      'proxy_set_header Connection $upgrade;',
      `map $http_upgrade $upgrade {\n  default upgrade;\n  "" close;\n}\n${UPSTREAM}`,
    ),
    good: location('proxy_http_version 1.1;\nproxy_set_header Connection "";'),
  },
  KEEPALIVE_OUTLIVES_SERVER: {
    bad: location('', app('keepalive 8; keepalive_timeout 80s;')),
    good: location('', app('keepalive 8; keepalive_timeout 70s;')),
  },
  UPGRADE_LOST: {
    bad: location(
      'proxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection $http_connection;',
    ),
    good: location(
      'proxy_http_version 1.1;\nproxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection upgrade;',
    ),
  },
  MAP_UNREACHABLE_SOURCE: { bad: bound(FIRST_DIGIT), good: bound(SPLIT) },
  MAP_UNEVEN: { bad: bound(UNEVEN), good: bound(SPLIT) },
  MAP_LAST_DIGIT: { bad: bound(LAST_DIGIT), good: bound(SPLIT) },
  MAP_SOURCE_UNKNOWN: {
    bad: bound('map $host $from { default 10.0.1.1; a 10.0.1.2; }'),
    good: bound(SPLIT),
  },
  SPLIT_KEY_PER_CLIENT: {
    bad: bound(SPLIT.replace('$remote_port', '')),
    good: bound(SPLIT),
  },
  SOURCE_UNUSABLE: {
    bad: bound('', undefined, '127.255.255.255'),
    good: bound('', undefined, '127.255.255.254'),
  },
  SOURCES_TOO_FEW: {
    bad: bound('', 'server 10.0.0.1:80 max_conns=28233;', '10.0.1.1'),
    good: bound(SPLIT, 'server 10.0.0.1:80 max_conns=28233;'),
  },
  TRANSPARENT_BIND: {
    bad: bound('', undefined, '$remote_addr transparent'),
    good: bound('', undefined, '$remote_addr'),
  },
  SOURCE_PORT_FIXED: {
    bad: location('proxy_bind 10.0.1.1:12345;'),
    good: location('proxy_bind 10.0.1.1;'),
  },
  NAME_COUNTED_ONCE: {
    bad: location('', app('keepalive 8;', 'server app.example.com:80;')),
    good: location('', app('keepalive 8;', 'server 10.0.0.1:80;')),
  },
  MAX_CONNS_ABOVE_PORTS: {
    bad: bound(SPLIT, 'server 10.0.0.1:80 max_conns=28233;'),
    good: bound(SPLIT, 'server 10.0.0.1:80 max_conns=28232;'),
  },
  MAX_CONNS_BELOW_SOURCES: {
    bad: bound(SPLIT, 'server 10.0.0.1:80 max_conns=56463;'),
    good: bound(SPLIT, 'server 10.0.0.1:80 max_conns=56464;'),
  },
  MAX_CONNS_WITHOUT_ZONE: {
    bad: http(
      `${app('keepalive 8;', 'server 10.0.0.1:80 max_conns=5;')}server { location / { proxy_pass http://app; } }`,
      'worker_processes 2;',
    ),
    good: http(
      `${app('zone app 64k;', 'server 10.0.0.1:80 max_conns=5;')}server { location / { proxy_pass http://app; } }`,
      'worker_processes 2;',
    ),
  },
  PORTS_BIND_FIRST: {
    bad: http(
      `${app('keepalive 8;', 'server 10.0.0.1:80; server 10.0.0.2:80;')}server { location / { proxy_pass http://app; } }`,
      'worker_processes 4;',
    ),
    good: http(
      `${app('zone app 64k;', 'server 10.0.0.1:80 max_conns=28232; server 10.0.0.2:80 max_conns=28232;')}server { location / { proxy_pass http://app; } }`,
      'worker_processes 4;',
    ),
  },
  ODD_PORT_RANGE: {
    bad: location(''),
    good: location('').replace('proxy_pass http://app', 'return 200'),
    facts: { portRange: [32_768, 60_998] },
  },
  LISTEN_IN_PORT_RANGE: {
    bad: http('server { listen 40000; return 200; }'),
    good: http('server { listen 40001; return 200; }'),
    facts: { reservedPorts: '40001-40009' },
  },
  BACKLOG_ABOVE_SOMAXCONN: {
    bad: http('server { listen 80 backlog=4097; return 200; }'),
    good: http('server { listen 80 backlog=4096; return 200; }'),
  },
  WORKER_CONNECTIONS_TOO_FEW: {
    bad: bare(
      `${app('', 'server 10.0.0.1:80 max_conns=1000;')}server { location / { proxy_pass http://app; } }`,
      '',
      'worker_connections 2001;',
    ),
    good: bare(
      `${app('', 'server 10.0.0.1:80 max_conns=1000;')}server { location / { proxy_pass http://app; } }`,
      '',
      'worker_connections 2002;',
    ),
  },
  NOFILE_BELOW_WORKER_CONNECTIONS: {
    bad: bare('server { return 200; }', '', 'worker_connections 100001;'),
    good: bare('server { return 200; }', '', 'worker_connections 100000;'),
  },
  NOFILE_NOT_RAISED: {
    bad: bare('', 'worker_rlimit_nofile 200000;'),
    good: bare('', 'worker_rlimit_nofile 100000;'),
    facts: { nofile: { soft: 1024, hard: 100_000 }, capSysResource: false },
  },
  UNMODELLED_DIRECTIVE: { bad: http('gzip on;'), good: http('sendfile on;') },
};
