import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listening, listening } from '../../../proxy/support/listening.js';
import { type Lines, logsOfBoth } from '../../../proxy/support/logs.js';
import { nginxIsHere } from '../../../proxy/support/program.js';
import { loopback } from '../../../support/loopback.js';

/** The lines of the access logs of the real nginx and of the bundled proxy. */
const front = { address: loopback(1), port: 8000 };
const [origin, nobody] = [loopback(2), loopback(3)];

const ANSWERS: Readonly<Record<string, string>> = {
  '/length': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  '/chunked':
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n',
  '/close': 'HTTP/1.1 201 Created\r\n\r\nuntil the end',
  '/cut': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
};

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  log_format all '$remote_addr|$remote_user|$request|$status|$request_length|$connection_requests|'
    '$pipe|$args|$is_args|$https|$server_name|$host|$http_x_own|$upstream_addr|$uri|$mapped|$set';
  log_format bytes "$request $body_bytes_sent";
  log_format quoted escape=json '{"agent":"$http_user_agent","none":"$http_nothing"}';
  log_format plain escape=none '$http_user_agent;$http_nothing;';
  log_format times '$time_local $time_iso8601 $msec $request_time $connection';
  map $arg_m $mapped { 1 one; default ""; }
  # Of a request whose head is refused the bundled proxy keeps the first line and no more.
  map $status $read { ~^(400|405|414|505)$ 0; default 1; }
  map $status $failed { ~^[45] 1; default 0; }
  server {
    listen ${front.address}:${front.port};
    server_name named.example;
    root www;
    access_log combined.log;
    access_log all.log all if=$read;
    access_log bytes.log bytes if=$arg_bytes;
    access_log failed.log bytes buffer=32k flush=1s if=$failed;
    client_max_body_size 10;
    location / { return 200 "said $arg_a"; }
    location /file { }
    location /refused { proxy_pass http://${nobody}:1; }
    location /origin/ { proxy_pass http://${origin}:8080/; }
    location /off { access_log off; return 204; }
    location /moved { return 301 /elsewhere; }
    location /inside { try_files /nothing /own; }
    location /own { access_log own.log; return 200 own; }
    location /page { error_page 404 =200 /own; return 404; }
    location /set { set $set "a\\"b"; return 200; }
    location /unsaid { return 444; }
    location /json { access_log quoted.log quoted; access_log plain.log plain; return 200; }
    location /times { access_log times.log times; return 200; }
  }
}`;

const asking = (line: string, ...fields: readonly string[]) =>
  `${[`${line} HTTP/1.1`, 'Host: example.com:1', ...fields, 'Connection: close'].join('\r\n')}\r\n\r\n`;
const keeping = (line: string) => `${line} HTTP/1.1\r\nHost: x\r\n\r\n`;

const AGENT = 'User-Agent: a "b" \\ c\tcaf\xe9';

const WIRES = [
  ...['/', '/?a=b&bytes=1', '/file', '/missing', '/file/', '/refused', '/off', '/moved'].map(
    (path) => asking(`GET ${path}`),
  ),
  ...['/inside?x', '/page', '/set', '/unsaid', '/?m=1', '/times'].map((path) =>
    asking(`GET ${path}`),
  ),
  ...Object.keys(ANSWERS).map((path) => asking(`GET /origin${path}?bytes=1`)),
  asking('HEAD /file?bytes=1'),
  asking('GET /?bytes=0'),
  asking('GET /', 'Authorization: Basic dXNlcjpwYXNz', 'X-Own: \xff"', 'Referer: http://r/'),
  asking('GET /', 'Authorization: Basic bm9jb2xvbg==', AGENT),
  asking('GET /json', AGENT),
  `${asking('POST /', 'Content-Length: 5')}hello`,
  `${asking('POST /', 'Content-Length: 11')}12345678901`,
  `${asking('POST /origin/length', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`,
  `${keeping('GET /1')}${keeping('GET /2')}${asking('GET /3')}`,
  'GET /old HTTP/1.0\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/9.1\r\nHost: x\r\n\r\n',
  'G"T / HTTP/1.1\r\nHost: x\r\n\r\n',
  'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n',
  `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
];

const LOGS = ['combined.log', 'all.log', 'bytes.log', 'failed.log', 'own.log', 'quoted.log'];
const MORE = ['plain.log', 'times.log'];

/** nginx's pages end with a longer program name. */
const ABOUT_PAGES = /(" [345]\d\d|\/[19]\.[01]|LONG) 1\d\d(?= "|$)/;

/** Masks times, connections, and the length of pages that contain the server's name. */
const mask = (line: string) =>
  line
    .replace(/\d\d\/[A-Z][a-z]{2}\/\d{4}(?::\d\d){3} [+-]\d{4}/, 'LOCAL')
    .replace(/\d{4}(?:-\d\d){2}T\d\d(?::\d\d){2}[+-]\d\d:\d\d/, 'ISO')
    .replace(/ \d{10}\.\d{3} \d\.\d{3} \d+$/, ' MSEC TIME N')
    // nginx sees only as much of a line as its buffer holds.
    .replace(/a{100,}(?: HTTP\/1\.1)?/, 'LONG')
    .replace(ABOUT_PAGES, '$1 LENGTH');

describe.skipIf(!nginxIsHere())('access_log', () => {
  let server: Listening;
  let logs: { nginx: Lines; tidegate: Lines };

  beforeAll(async () => {
    const acting = createServer({ allowHalfOpen: true }, (socket) => {
      socket.once('data', (data) => {
        const path = /^\S+ ([^? ]*)/.exec(data.toString())?.[1] ?? '';
        socket.end(ANSWERS[path] ?? '');
      });
    });
    server = await listening(acting, origin, 8080);
    logs = await logsOfBoth({
      config: CONFIG,
      front,
      files: { 'www/file': 'a file' },
      wires: WIRES,
      logs: [...LOGS, ...MORE],
      mask,
    });
  }, 60_000);

  afterAll(() => server.close());

  test.each([...LOGS, ...MORE])("%s has nginx's lines", (log) => {
    expect(logs.tidegate[log]).toEqual(logs.nginx[log]);
  });

  test('every request was logged', () => {
    expect(logs.nginx['combined.log']?.length).toBeGreaterThan(WIRES.length - 6);
  });
});
