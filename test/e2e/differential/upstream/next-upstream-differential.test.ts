import {
  ask,
  type ClientBytes,
  compareWithNginx,
  type DifferentialCase,
} from '../../../proxy/support/differential.js';
import {
  type Act,
  actingOrigin,
  answerOf,
  okay,
} from '../../../proxy/support/origins/acting-origin.js';
import { loopback } from '../../../support/loopback.js';

/** Which servers a request is tried on, and the client's answer, in both proxies. */
const front = { address: loopback(1), port: 8000 };

/** Each kind of server has a port, at three addresses. */
const KINDS: Readonly<Record<string, (body: string) => Act>> = {
  ok: (body) => ({ wire: okay(`ok ${body}`) }),
  ...Object.fromEntries(
    [400, 403, 404, 429, 500, 501, 502, 503, 504].map((status) => [
      `s${status}`,
      () => ({ wire: answerOf(`${status} Said So`, `status ${status}`, 'X-Own: yes') }),
    ]),
  ),
  cut: () => ({ wire: 'HTTP/1.1 200 OK\r\nConte', ends: 'fin' }),
  silent: () => ({ ends: 'fin' }),
  reset: () => ({ ends: 'rst' }),
  mute: () => ({}),
  colonless: () => ({ wire: 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n', ends: 'fin' }),
  'too-big': () => ({ wire: `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, ends: 'fin' }),
  'half-body': () => ({ wire: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', ends: 'fin' }),
};
const HOSTS = [2, 3, 4].map(loopback);
const PORTS = Object.fromEntries(Object.keys(KINDS).map((kind, at) => [kind, 9000 + at]));

interface Row {
  readonly name: string;
  /** Kinds, with options after a space; `dead` = no server listens. */
  readonly servers: readonly string[];
  readonly location?: string;
  readonly upstream?: string;
  readonly requests?: readonly ((path: string) => ClientBytes)[];
}

const get = (path: string): ClientBytes => ask(`GET ${path}`);
const post = (path: string): ClientBytes => ask(`POST ${path}`, [], 'hello');
const times = (count: number): (typeof get)[] => Array<typeof get>(count).fill(get);
const next = (conditions: string): string => `proxy_next_upstream ${conditions};`;

const ROWS: readonly Row[] = [
  ...['dead', 'cut', 'silent', 'reset', 'mute', 'colonless', 'too-big', 'half-body'].flatMap(
    (kind) => [
      { name: `${kind}, by default`, servers: [kind, 'ok'], requests: times(3) },
      { name: `${kind}, off`, servers: [kind, 'ok'], location: next('off'), requests: times(3) },
      {
        name: `${kind}, invalid_header`,
        servers: [kind, 'ok'],
        location: next('invalid_header'),
        requests: times(3),
      },
      { name: `${kind}, alone`, servers: [kind], requests: times(2) },
      {
        name: `${kind}, POST`,
        servers: [kind, 'ok'],
        requests: [post],
      },
      {
        name: `${kind}, POST, non_idempotent`,
        servers: [kind, 'ok'],
        location: next('error timeout invalid_header non_idempotent'),
        requests: [post],
      },
    ],
  ),
  ...[400, 403, 404, 429, 500, 501, 502, 503, 504].flatMap((status) => {
    const named = status === 400 || status === 501 ? 'http_500' : `http_${status}`;
    return [
      { name: `${status}, by default`, servers: [`s${status}`, 'ok'], requests: times(3) },
      {
        name: `${status}, ${named}`,
        servers: [`s${status}`, 'ok'],
        location: next(named),
        requests: times(5),
      },
      {
        name: `${status} of all, ${named}`,
        servers: [`s${status}`, `s${status}`, `s${status}`],
        location: next(named),
        requests: times(4),
      },
      {
        name: `${status} alone, ${named}`,
        servers: [`s${status}`],
        location: next(named),
        requests: times(2),
      },
      {
        name: `${status}, POST, ${named}`,
        servers: [`s${status}`, 'ok'],
        location: next(named),
        requests: [post],
      },
      {
        name: `${status}, POST, ${named} non_idempotent`,
        servers: [`s${status}`, 'ok'],
        location: next(`${named} non_idempotent`),
        requests: [post],
      },
    ];
  }),
  {
    name: 'off beside others',
    servers: ['s500', 'ok'],
    location: next('http_500 off'),
    requests: times(2),
  },
  {
    name: 'a status does not stand for an error',
    servers: ['dead', 'ok'],
    location: next('http_500'),
    requests: times(2),
  },
  {
    name: 'tries',
    servers: ['s500', 's503', 'ok'],
    location: `${next('http_500 http_503')} proxy_next_upstream_tries 2;`,
    requests: times(3),
  },
  {
    name: 'one try',
    servers: ['dead', 'ok'],
    location: 'proxy_next_upstream_tries 1;',
    requests: times(2),
  },
  { name: 'all dead', servers: ['dead', 'dead', 'dead'], requests: times(3) },
  {
    name: 'all dead, never counted',
    servers: ['dead max_fails=0', 'dead max_fails=0'],
    requests: times(3),
  },
  { name: 'more fails allowed', servers: ['dead max_fails=2', 'ok'], requests: times(6) },
  { name: 'backup', servers: ['dead', 'ok backup'], requests: times(3) },
  { name: 'dead backup', servers: ['dead', 'dead backup'], requests: times(3) },
  { name: 'backup in its turn', servers: ['s503', 'ok backup'], location: next('http_503') },
  { name: 'down', servers: ['ok down', 'ok'], requests: times(3) },
  { name: 'all down', servers: ['ok down', 'ok down'], requests: times(2) },
  { name: 'one, down', servers: ['ok down'], requests: times(2) },
  {
    name: 'a timeout, no condition',
    servers: ['mute', 'ok'],
    location: next('error'),
  },
  {
    name: 'no try after the timeout of all',
    servers: ['mute', 'ok'],
    location: 'proxy_next_upstream_timeout 300ms;',
  },
  {
    name: 'weights give way to failures',
    servers: ['s500 weight=5 max_fails=3', 'ok', 'ok weight=2'],
    location: next('http_500'),
    requests: times(20),
  },
  {
    name: 'a 404 does not count',
    servers: ['s404 weight=3', 'ok'],
    location: next('http_404'),
    requests: times(10),
  },
  {
    name: 'a kept connection that broke is one try more',
    servers: ['ok'],
    upstream: 'keepalive 2;',
    location: 'proxy_http_version 1.1; proxy_set_header Connection "";',
    requests: times(3),
  },
  {
    name: 'body sent again',
    servers: ['reset', 'ok'],
    requests: [(path) => ask(`PUT ${path}`, [], 'hello')],
  },
  {
    name: 'body not kept',
    servers: ['reset', 'ok'],
    location: 'proxy_request_buffering off; proxy_http_version 1.1;',
    requests: [(path) => ask(`PUT ${path}`, [], 'hello'), get],
  },
];

/** Servers of one kind in a row have different addresses. */
function serverLines(servers: Row['servers']): string {
  return servers
    .map((written, at) => {
      const [kind = '', ...options] = written.split(' ');
      const port = kind === 'dead' ? 8999 : PORTS[kind];
      return `server ${[`${HOSTS[at]}:${port}`, ...options].join(' ')};`;
    })
    .join(' ');
}

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  ${ROWS.map(({ servers, upstream = '' }, at) => `upstream u${at} { ${serverLines(servers)} ${upstream} }`).join('\n')}
  server {
    listen ${front.address}:${front.port};
    proxy_read_timeout 400ms;
    add_header X-To $upstream_addr always;
    add_header X-Said $upstream_status always;
    ${ROWS.map(({ location = '' }, at) => `location /u${at}/ { proxy_pass http://u${at}; ${location} }`).join('\n')}
  }
}`;

compareWithNginx({
  title: 'proxy_next_upstream',
  config: CONFIG,
  front,
  origins: () =>
    Promise.all(
      Object.entries(KINDS).flatMap(([kind, act]) =>
        HOSTS.map((host) => actingOrigin(host, PORTS[kind] ?? 0, ({ body }) => act(body))),
      ),
    ),
  cases: ROWS.map(({ name, requests = [get] }, at): DifferentialCase => {
    return { name, connections: requests.map((one) => one(`/u${at}/`)) };
  }),
});
