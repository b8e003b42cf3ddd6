import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listening, listening } from '../../../proxy/support/listening.js';
import { type Lines, logsOfBoth } from '../../../proxy/support/logs.js';
import { nginxIsHere } from '../../../proxy/support/program.js';
import { loopback } from '../../../support/loopback.js';

/** The lines of the error logs of the real nginx and of the bundled proxy. */
const front = { address: loopback(1), port: 8000 };
const [origin, nobody] = [loopback(2), loopback(3)];

/** How an origin treats a request for each path. */
const FATES: Readonly<Record<string, (socket: Socket) => void>> = {
  '/fin': (socket) => socket.end(),
  '/rst': (socket) => socket.resetAndDestroy(),
  '/silent': () => undefined,
  '/short': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'),
  '/drips': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX: ');
    const dripping = setInterval(() => socket.write('x'), 50);
    socket.on('close', () => clearInterval(dripping));
  },
  '/stalls': (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'),
};

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  error_log http.log;
  proxy_read_timeout 300ms;
  upstream none { server ${nobody}:1 down; server ${nobody}:2 down; }
  upstream two { server ${nobody}:1; server ${nobody}:2; }
  upstream silent { server ${nobody}:1; server ${nobody}:2; }
  server {
    listen ${front.address}:${front.port};
    server_name _;
    root www;
    client_max_body_size 10;
    location /one { proxy_pass http://${nobody}:1/other/; }
    location /none { proxy_pass http://none; }
    location /two { error_log two.log warn; proxy_pass http://two; }
    location /grave { error_log grave.log crit; proxy_pass http://silent; }
    location /both { error_log both.log; error_log again.log; proxy_pass http://${nobody}:1; }
    location /origin/ { proxy_pass http://${origin}:8080/; }
    location /cycle { try_files /nothing /cycle; }
    location /lost { try_files /nothing @nowhere; }
    location /hush/ { log_not_found off; }
  }
  server {
    listen ${front.address}:${front.port};
    server_name other.example second.example;
    root www;
    error_log server.log;
  }
}`;

const asking = (line: string, ...fields: readonly string[]) =>
  `${[`${line} HTTP/1.1`, 'Host: example.com:1', ...fields, 'Connection: close'].join('\r\n')}\r\n\r\n`;

const WIRES = [
  ...['/one', '/one/x%20y?z', '/none', '/two', '/two', '/grave', '/both'],
  ...Object.keys(FATES).map((path) => `/origin${path}`),
  ...['/missing', '/a/b%27c', '/dir/', '/nodir/', '/cycle', '/lost', '/hush/missing', '/hush/no/'],
].map((path) => asking(`GET ${path}`, 'Referer: http://from.example/x'));

const BODIES = [
  `${asking('POST /one', 'Content-Length: 11')}12345678901`,
  `${asking('POST /one', 'Transfer-Encoding: chunked')}b\r\n12345678901\r\n0\r\n\r\n`,
  `${asking('POST /one', 'Transfer-Encoding: chunked')}x\r\n`,
  `${asking('POST /one', 'Transfer-Encoding: chunked')}2\r\nokx`,
  asking('GET /missing').replace('example.com:1', 'second.example'),
  'GET /missing HTTP/1.0\r\n\r\n',
];

const LOGS = ['http.log', 'two.log', 'grave.log', 'both.log', 'again.log', 'server.log'];

/** Masks times, processes and connections. */
const mask = (line: string) =>
  line
    .replace(/^\d{4}(?:\/\d\d){2} \d\d(?::\d\d){2} /, 'TIME ')
    .replace(/\] (\d+)#\1: /, '] PID#TID: ')
    .replace(/ \*\d+ /, ' *N ');

describe.skipIf(!nginxIsHere())('error_log', () => {
  let server: Listening;
  let logs: { nginx: Lines; tidegate: Lines };

  beforeAll(async () => {
    const acting = createServer({ allowHalfOpen: true }, (socket) => {
      socket.once('data', (data) => FATES[data.toString().split(' ')[1] ?? '']?.(socket));
    });
    server = await listening(acting, origin, 8080);
    logs = await logsOfBoth({
      config: CONFIG,
      front,
      files: { 'www/dir/x': '', 'www/hush/x': '' },
      wires: [...WIRES, ...BODIES],
      logs: LOGS,
      mask,
    });
  }, 60_000);

  afterAll(() => server.close());

  test.each(LOGS)("%s has nginx's lines", (log) => {
    expect(logs.tidegate[log]).toEqual(logs.nginx[log]);
  });

  test('something was logged at all', () => {
    const lines = LOGS.map((log) => logs.nginx[log]?.length ?? 0);
    expect(lines[LOGS.indexOf('http.log')]).toBeGreaterThan(12);
    expect(lines[LOGS.indexOf('grave.log')]).toBe(1);
  });
});
