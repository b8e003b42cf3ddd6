import { expect, onTestFinished, test } from 'vitest';
import { BackendServer } from '../../src/backend/backend-server.js';
import { FakeConnection } from '../net/support/fake-connection.js';
import { parseResponses } from '../support/http/responses.js';

interface Opened {
  readonly socket: FakeConnection;
  readonly backend: BackendServer;
  /** The ledger's requests, as path and outcome. */
  requests(): string[];
  /** Bodies of the responses to GET requests. */
  bodies(): string[];
}

function open(): Opened {
  const listen = { address: '127.0.0.1', port: 80 };
  const backend = new BackendServer({ name: 'a', listen, fault: null, engine: 'node' });
  onTestFinished(() => backend.close());
  const socket = new FakeConnection();
  socket.takesAll = true;
  socket.handler = backend.accept(socket);
  return {
    socket,
    backend,
    requests: () =>
      Array.from(backend.book.ledger().requests, ({ path, outcome }) => `${path} ${outcome}`),
    bodies: () => parseResponses(Buffer.from(socket.sent, 'latin1'), []).map(({ body }) => body),
  };
}

const get = (target: string, ...fields: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: x', ...fields, '', ''].join('\r\n');

test('requests that come together are answered in order', () => {
  const { socket, bodies, requests } = open();
  const post = 'POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n\0\x01\x02';
  socket.receive(get('/health_check/') + post + get('/respond?bytes=2&ms=0') + get('/'));
  expect(bodies()).toEqual([
    'serving a\r\n',
    'received 3 bytes\r\n',
    '\0\x01',
    '127.0.0.1:50000 -->> 127.0.0.1:80\r\n',
  ]);
  expect(requests()).toEqual([
    '/health_check/ complete',
    '/upload complete',
    '/respond complete',
    '/ complete',
  ]);
  expect(socket.finSent).toBe(false);
});

test('a request behind a slow response waits unread until that is complete', async () => {
  const { socket, bodies, requests } = open();
  socket.receive(get('/respond?bytes=1&ms=20') + get('/health_check/').slice(0, 10));
  expect(socket.paused).toBe(true);
  expect(requests()).toEqual(['/respond open']);
  await expect.poll(() => requests()).toEqual(['/respond complete']);
  expect(socket.paused).toBe(false);
  socket.receive(get('/health_check/').slice(10));
  expect(bodies()).toEqual(['\0', 'serving a\r\n']);
});

test('a client that pipelines and never reads is not answered on and on', () => {
  const { socket, bodies } = open();
  socket.takesAll = false;
  socket.receive(get('/health_check/').repeat(3));
  expect(bodies()).toEqual(['serving a\r\n']);
  expect(socket.paused).toBe(true);
  socket.drain();
  expect(bodies()).toHaveLength(2);
  socket.drain();
  expect(bodies()).toHaveLength(3);
  expect(socket.paused).toBe(false);
});

test.each([
  ['HTTP/1.1', '', undefined, false],
  ['HTTP/1.1', 'Connection: close\r\n', 'close', true],
  ['HTTP/1.0', '', 'close', true],
  ['HTTP/1.0', 'Connection: keep-alive\r\n', 'keep-alive', false],
])('after a request of %s with %j it says %s', (version, field, said, closes) => {
  const { socket, backend } = open();
  socket.receive(`GET / ${version}\r\nHost: x\r\n${field}\r\n${get('/')}`);
  const [first, ...others] = parseResponses(Buffer.from(socket.sent, 'latin1'), []);
  expect(first?.headers.connection).toBe(said);
  expect(others).toHaveLength(closes ? 0 : 1);
  expect(socket.finSent).toBe(closes);
  socket.handler.onClose(socket, 'fin');
  const end = closes ? 'self-fin' : 'peer-fin';
  expect(backend.book.ledger().sockets.records()).toMatchObject([{ end }]);
});

test.each([
  ['/respond?bytes=5&ms=0', { 'content-length': '5' }],
  ['/stream?ms=100&every=1&bytes=5', { 'transfer-encoding': 'chunked' }],
  ['/health_check/', { 'content-length': '11' }],
])('HEAD %s gets the head of a GET at once, and no body', (target, headers) => {
  const { socket, requests } = open();
  socket.receive(`HEAD ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const responses = parseResponses(Buffer.from(socket.sent, 'latin1'), ['HEAD']);
  expect(responses).toMatchObject([{ status: 200, headers }]);
  expect(socket.sent).toMatch(/\r\n\r\n$/);
  expect(requests()).toEqual([expect.stringContaining('complete')]);
});

test('a stream for HTTP/1.0 has no chunks and ends with the connection', async () => {
  const { socket } = open();
  socket.receive('GET /stream?ms=1&every=1000&bytes=3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
  await expect.poll(() => socket.finSent).toBe(true);
  expect(socket.sent.endsWith('Connection: close\r\n\r\n\0\x01\x02')).toBe(true);
  expect(socket.sent).not.toContain('chunked');
});

test.each([
  ['HTTP/1.1', 'Content-Length: 1', true],
  ['HTTP/1.1', 'Transfer-Encoding: chunked', true],
  ['HTTP/1.1', 'Content-Length: 0', false],
  ['HTTP/1.0', 'Content-Length: 1', false],
])(
  'a request of %s with %s that expects 100 Continue gets it once: %s',
  (version, framing, gets) => {
    const { socket } = open();
    socket.receive(
      `POST /upload ${version}\r\nHost: x\r\nExpect: 100-continue\r\n${framing}\r\n\r\n`,
    );
    expect(socket.sent.split('HTTP/1.1 100 Continue\r\n\r\n')).toHaveLength(gets ? 2 : 1);
  },
);

test('a body that nobody wants is read before the answer', () => {
  const { socket, bodies } = open();
  socket.receive('PUT /health_check/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nbo');
  expect(bodies()).toEqual([]);
  socket.receive(`dy!${get('/health_check/')}`);
  expect(bodies()).toEqual(['serving a\r\n', 'serving a\r\n']);
});

test.each([
  ['no request', 'nonsense\r\n', 400, []],
  ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, []],
  ['a head without end', 'x'.repeat(100_000), 431, []],
  [
    'a broken body',
    'POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n',
    400,
    ['/upload cut'],
  ],
])('%s is refused, with FIN and not with RST', (_, wire, status, ledger) => {
  const { socket, requests, bodies } = open();
  socket.receive(wire + get('/'));
  const [response] = parseResponses(Buffer.from(socket.sent, 'latin1'), []);
  expect(response).toMatchObject({ status, whole: true, headers: { connection: 'close' } });
  expect(bodies()).toHaveLength(1);
  expect(socket).toMatchObject({ finSent: true, state: 'open', paused: false });
  expect(requests()).toEqual(ledger);
  // Bytes that still arrive are read and dropped.
  socket.receive(get('/'));
  expect(bodies()).toHaveLength(1);
});

test.each([
  ['a request without Upgrade', get('/tunnel')],
  ['another protocol', get('/tunnel', 'Connection: upgrade', 'Upgrade: websocket')],
  ['an Upgrade that is not of this connection', get('/tunnel', 'Upgrade: tidegate-echo')],
  [
    'an Upgrade in HTTP/1.0',
    'GET /tunnel HTTP/1.0\r\nConnection: keep-alive, upgrade\r\nUpgrade: tidegate-echo\r\n\r\n',
  ],
])('/tunnel refuses %s, and stays', (_, wire) => {
  const { socket } = open();
  socket.receive(wire);
  expect(socket.sent).toMatch(/^HTTP\/1\.1 400 /);
  expect(socket.finSent).toBe(false);
});

test('a tunnel behind another request echoes what came with it', async () => {
  const { socket, requests } = open();
  const tunnel = get('/tunnel', 'Connection: upgrade', 'Upgrade: tidegate-echo');
  socket.receive(`${get('/respond?bytes=1&ms=1')}${tunnel}early`);
  await expect.poll(() => socket.sent).toMatch(/\r\n\r\nearly$/);
  socket.receive('late');
  expect(socket.sent).toMatch(/earlylate$/);
  expect(requests()).toEqual(['/respond complete', '/tunnel open']);
  socket.handler.onClose(socket, 'rst');
  expect(requests()).toEqual(['/respond complete', '/tunnel cut']);
});

test.each([
  ['inside a body', 'POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n\0'],
  ['before the end of a response', get('/respond?bytes=5&ms=60000')],
])('a FIN of the client %s cuts its request, and is answered with FIN', (_, wire) => {
  const { socket, requests, backend } = open();
  socket.receive(wire);
  socket.ended = true;
  socket.handler.onEnd(socket);
  expect(socket.finSent).toBe(true);
  expect(requests()).toEqual([expect.stringContaining(' cut')]);
  socket.handler.onClose(socket, 'fin');
  expect(backend.book.ledger().sockets.records()).toMatchObject([{ end: 'peer-fin' }]);
});
