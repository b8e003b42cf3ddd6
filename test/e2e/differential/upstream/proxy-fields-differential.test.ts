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

/** What is sent to an upstream, and what of its answer is passed on, by directive, in both proxies. */
const front = { address: loopback(1), port: 8000 };
const origin = `${loopback(2)}:8080`;

interface Row {
  readonly location: string;
  /** The rest of the path that the location's requests ask for. */
  readonly asks?: readonly ((prefix: string) => ClientBytes)[];
  /** The URI part of proxy_pass. */
  readonly uri?: string;
  readonly onPurpose?: DifferentialCase['onPurpose'];
}

const get =
  (rest = '') =>
  (prefix: string): ClientBytes =>
    ask(`GET ${prefix}${rest}`, ['X-Client: 1', 'Content-Type: a/b']);
const head = (prefix: string): ClientBytes => ask(`HEAD ${prefix}`);
const put =
  (rest = '') =>
  (prefix: string): ClientBytes =>
    ask(`PUT ${prefix}${rest}`, ['X-Client: 1'], 'from the client');
const chunked = (prefix: string): ClientBytes => ({
  wire: `PUT ${prefix} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
  methods: ['PUT'],
});
const redirects = ['location', 'relative', 'other', 'refresh', 'both', 'created'].map((name) =>
  get(name),
);

const ROWS: readonly Row[] = [
  { location: '', asks: [get(), put(), chunked] },
  { location: 'proxy_method PUT;', asks: [get(), put()] },
  { location: 'proxy_method $arg_m;', asks: [get('?m=DELETE'), put('?m=PURGE')] },
  { location: 'proxy_method GET;', asks: [head] },
  { location: 'proxy_method HEAD;', asks: [head] },
  {
    location: 'proxy_method HEAD;',
    asks: [get()],
    onPurpose: {
      why: 'nginx announces a body to the client that it does not send',
      does: [{ responses: [{ headers: { 'content-length': '0' }, whole: true }, {}] }],
    },
  },
  { location: 'proxy_pass_request_headers off;', asks: [get(), put(), chunked] },
  {
    location: 'proxy_pass_request_body off; proxy_set_header Content-Length "";',
    asks: [get(), put(), chunked],
  },
  { location: 'proxy_set_header Content-Length "";', asks: [get()] },
  { location: 'proxy_set_body "set for $arg_a";', asks: [get('?a=1'), put('?a=2'), chunked] },
  { location: 'proxy_set_body "";', asks: [get(), put()] },
  { location: 'proxy_http_version 1.1; proxy_set_body x;', asks: [get(), put(), chunked] },
  { location: 'proxy_pass_header Server;', asks: [get('fields')] },
  { location: 'proxy_pass_header date; proxy_pass_header X-Pad;', asks: [get('fields')] },
  { location: 'proxy_pass_header Server;', asks: [get('bare')] },
  {
    location: 'proxy_hide_header X-Own; proxy_hide_header X-Other; proxy_pass_header x-own;',
    asks: [get('fields')],
  },
  { location: 'proxy_pass_header Connection;', asks: [get('fields')] },
  { location: 'proxy_pass_header X-Accel-Redirect;', asks: [get('fields')] },
  { location: 'proxy_ignore_headers X-Accel-Redirect;', asks: [get('accel')] },
  {
    location:
      'proxy_ignore_headers X-Accel-Redirect Set-Cookie; proxy_pass_header X-Accel-Redirect;',
    asks: [get('accel')],
  },
  { location: 'proxy_intercept_errors on;', asks: [get('404'), get('503')] },
  { location: '', asks: [4095, 4096, 4097].map((bytes) => get(`head-${bytes}`)) },
  {
    location: 'proxy_buffer_size 1k;',
    asks: [1023, 1024, 1025].map((bytes) => get(`head-${bytes}`)),
  },
  { location: 'proxy_buffer_size 8k;', asks: [get('head-8192'), get('head-8193')] },
  { location: '', asks: redirects },
  { location: '', uri: '/deep/', asks: redirects },
  { location: 'proxy_redirect default;', asks: redirects },
  { location: 'proxy_redirect off;', asks: redirects },
  { location: `proxy_redirect http://${origin}/deep/ /made/;`, asks: redirects },
  { location: 'proxy_redirect http://other.example/ http://$host:$server_port/;', asks: redirects },
  { location: 'proxy_redirect / /rooted/;', asks: redirects },
  { location: 'proxy_redirect http://$proxy_host/ "<$uri>";', asks: redirects },
  { location: 'proxy_redirect ~^http://([^/]+)/(.*)$ /$1-$2?$host;', asks: redirects },
  { location: 'proxy_redirect ~*OTHER /x;', asks: redirects },
  { location: 'proxy_redirect http://none/ /a/; proxy_redirect default;', asks: redirects },
];

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  server { listen ${front.address}:${front.port};
    location /probe { return 204; }
    ${ROWS.map(({ location, uri = '' }, at) => `location /r${at}/ { proxy_pass http://${origin}${uri}; ${location} }`).join('\n')}
    location /w/ { proxy_pass http://$arg_to; }
    location /x/ { proxy_pass http://${origin}/$arg_a; }
    location /y/ { proxy_pass http://$arg_to?$uri; }
    location /v/ { proxy_pass http://$arg_to$uri; }
    location ~ ^/regex/ { proxy_pass http://${origin}; }
  }
}`;

const ANSWERS: Readonly<Record<string, string>> = {
  fields: okay(
    'fields',
    ...['Server: origin', 'Date: Thu, 01 Jan 1970 00:00:00 GMT', 'X-Pad: p', 'X-Own: o'],
    ...['X-Other: p', 'Keep-Alive: timeout=5', 'Connection: keep-alive', 'X-Accel-Charset: a'],
  ),
  bare: okay('bare'),
  accel: okay('accel', 'X-Accel-Redirect: /elsewhere', 'Set-Cookie: a=b'),
  404: answerOf('404 Not Here', 'nothing'),
  503: answerOf('503 Not Now', 'busy', 'Retry-After: 5'),
  location: answerOf('302 Found', '', `Location: http://${origin}/deep/down?x`),
  relative: answerOf('301 Moved', '', 'Location: /deep/down'),
  other: answerOf('302 Found', '', 'Location: http://other.example/deep/'),
  refresh: okay('soon', `Refresh: 5; URL=http://${origin}/deep/x`),
  both: answerOf('302 Found', '', 'Refresh: 7', `Location: http://${origin}/`),
  created: answerOf('201 Created', '', `Location: http://${origin}/deep/new`),
};

function act(head: string, path: string, body: string): Act {
  const size = Number(/head-(\d+)$/.exec(path)?.[1] ?? 0);
  if (size > 0)
    return { wire: okay('', `X-Large: ${'x'.repeat(size - okay('', 'X-Large: ').length)}`) };
  const canned = ANSWERS[path.split('/').at(-1) ?? ''];
  const [line = '', ...fields] = head.split('\r\n');
  const wire = canned ?? okay([line, ...fields.sort(), '', body].join('\n'));
  return { wire: line.startsWith('HEAD') ? `${wire.split('\r\n\r\n')[0]}\r\n\r\n` : wire };
}

compareWithNginx({
  title: 'proxied fields',
  config: CONFIG,
  front,
  origins: async () => [
    await actingOrigin(loopback(2), 8080, ({ head, path, body }) => act(head, path, body)),
  ],
  cases: [
    ...ROWS.map(({ location, uri = '', asks = [get()], onPurpose }, at) => ({
      name: `${at}: ${uri} ${location}`,
      ...(onPurpose === undefined ? {} : { onPurpose }),
      connections: asks.map((one) => one(`/r${at}/`)),
    })),
    {
      name: 'variables in proxy_pass',
      connections: [
        ask(`GET /v/location?to=${origin}`),
        ask(`GET /v/%41//b?to=${origin}`),
        ask(`GET /v/?to=${origin}/%2e`),
        ask('GET /v/?to='),
        ask('GET /v/?to=nobody'),
        ask(`GET /w/%41//b?to=${origin}`),
        ask(`GET /w/x?to=${origin}/y`),
        ask(`GET /w/x?to=${origin}?y`),
        ask('GET /x/y?a=%41'),
        ask('GET /x/y'),
        ask(`GET /y/z?to=${origin}`),
      ],
    },
    { name: 'regex', connections: [ask('GET /regex/location'), ask('GET /regex/refresh')] },
  ],
});
