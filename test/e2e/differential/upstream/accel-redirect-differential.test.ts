import { ask, compareWithNginx } from '../../../proxy/support/differential.js';
import { actingOrigin, answerOf } from '../../../proxy/support/origins/acting-origin.js';
import { loopback } from '../../../support/loopback.js';

/**
 * Where X-Accel-Redirect of an upstream sends a request, and which parts of the upstream's answer
 * are kept.
 */
const front = { address: loopback(1), port: 8000 };
const origin = `${loopback(2)}:8080`;

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  proxy_http_version 1.1;
  server { listen ${front.address}:${front.port};
    location /probe { return 204; }
    location / { proxy_pass http://${origin}; }
    location /ignored/ { proxy_pass http://${origin}; proxy_ignore_headers X-Accel-Redirect; }
    location /intercepted/ { proxy_pass http://${origin}; proxy_intercept_errors on;
      error_page 404 /said/404; }
    location /files/ { internal; root html; }
    location /said/ { internal; add_header X-Said yes; return 200 "$request_method $uri $args"; }
    location /again/ { internal; proxy_pass http://${origin}; }
    location /once/ { internal; proxy_pass http://${origin}/plain/; }
    location /refused/ { internal; return 403; }
    location /moved/ { internal; return 302 /there; }
    location /challenged/ { proxy_pass http://${origin}; proxy_intercept_errors on;
      error_page 401 /once/x; }
    location @named { return 200 "named $uri $args $request_method"; }
  }
}`;

const FIELDS = [
  ...['Content-Type: x/y', 'Set-Cookie: a=1', 'set-cookie: b=2', 'Content-Disposition: inline'],
  ...['Cache-Control: max-age=1', 'Expires: Thu, 01 Jan 1970 00:00:00 GMT', 'X-Other: o'],
  ...['ETag: "e"', 'Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT', 'WWW-Authenticate: Basic'],
  ...['Location: /elsewhere', 'Vary: x', 'Content-Encoding: z', 'Accept-Ranges: none'],
];

/** What the upstream's answers name, by the last part of the requested path. */
const TARGETS: Readonly<Record<string, string>> = {
  file: '/files/page.html',
  space: '/files/a%20b.html',
  missing: '/files/none.html',
  said: '/said/here?x=1&y=%20',
  quoted: '/said/%41%3Fb%2F?c',
  up: '/files/../files/page.html',
  upend: '/files/..',
  quotedup: '/files/%2e%2e/page.html',
  dots: '/said/..x/.../y',
  nothing: '',
  query: '?x',
  bare: 'said/x',
  named: '@named',
  unnamed: '@nobody',
  proxied: '/once/x?z',
  cycle: '/again/cycle',
  refused: '/refused/',
  moved: '/moved/x',
  hash: '/said/a#b',
  broken: '/said/%zz',
  half: '/said/%4zb',
  cut: '/said/x%',
  twice: '/said/%%41',
};

const isRead = (wire: string, method: string) =>
  method === 'HEAD' ? `${wire.split('\r\n\r\n')[0]}\r\n\r\n` : wire;

compareWithNginx({
  title: 'X-Accel-Redirect',
  config: CONFIG,
  front,
  files: { 'html/files/page.html': 'a page', 'html/files/a b.html': 'a page with a space' },
  origins: async () => [
    await actingOrigin(loopback(2), 8080, ({ head, path }) => {
      const name = path.split('?')[0]?.split('/').at(-1) ?? '';
      const status = path.includes('/404/') ? '404 None' : '200 OK';
      if (path.startsWith('/challenged/'))
        return { wire: answerOf('401 Who', '', 'WWW-Authenticate: Basic') };
      const [method = ''] = head.split(' ');
      if (path.startsWith('/plain/'))
        return { wire: isRead(answerOf('201 Made', path, 'X-Plain: 1'), method) };
      const to = TARGETS[name];
      const fields = path.includes('/few/') ? [] : FIELDS;
      const accel = to === undefined ? [] : [`X-Accel-Redirect: ${to}`];
      return { wire: isRead(answerOf(status, 'not for clients', ...fields, ...accel), method) };
    }),
  ],
  cases: [
    ...Object.keys(TARGETS).map((name) => ({
      name,
      connections: [ask(`GET /${name}`), ask(`GET /few/${name}`)],
    })),
    {
      name: 'other methods',
      connections: ['HEAD', 'POST', 'PUT', 'DELETE'].flatMap((method) => [
        ask(`${method} /few/said?mine=1`, [], method === 'HEAD' ? '' : 'body'),
        ask(`${method} /few/named?mine=1`, [], method === 'HEAD' ? '' : 'body'),
        ask(`${method} /few/proxied`, [], method === 'HEAD' ? '' : 'body'),
      ]),
    },
    {
      name: 'an answer that is an error',
      connections: [ask('GET /404/said'), ask('GET /few/404/file')],
    },
    { name: 'intercepted', connections: [ask('GET /intercepted/404/said')] },
    {
      name: 'a challenge of an answer that was intercepted',
      connections: [ask('GET /challenged/')],
    },
    { name: 'ignored', connections: [ask('GET /ignored/said')] },
  ],
});
