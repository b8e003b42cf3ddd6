import { once } from 'node:events';
import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request,
} from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BackendServer } from '../../src/backend/backend-server.js';
import { createLoop } from '../../src/net/create-loop.js';
import type { Loop } from '../../src/net/loop.js';
import { loopback } from '../support/loopback.js';

/** Node's own client judges the answers of the backend server. */
const address = loopback(61);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const backend = new BackendServer({
  name: 'a',
  listen: { address, port: 0 },
  fault: null,
  engine: 'auto',
});
let loop: Loop;
let port = 0;

beforeAll(async () => {
  loop = await createLoop('auto');
  const accept = backend.accept.bind(backend);
  ({ port } = await loop.listen({ on: { address, port: 0 }, accept }));
});

afterAll(() => {
  agent.destroy();
  backend.close();
  loop.close();
});

const ask = (options: RequestOptions): ClientRequest =>
  request({ host: address, port, agent, ...options });

async function answer(asked: ClientRequest): Promise<{ response: IncomingMessage; body: string }> {
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let body = '';
  for await (const piece of response.setEncoding('latin1')) body += piece;
  expect(response.complete).toBe(true);
  return { response, body };
}

test('every shape of answer over one kept connection', async () => {
  const expected = [
    ['GET', '/health_check/', 'serving a\r\n'],
    ['HEAD', '/health_check/', ''],
    ['HEAD', '/stream?ms=9&every=1&bytes=5', ''],
    ['GET', '/respond?bytes=3&ms=1', '\0\x01\x02'],
    ['GET', '/stream?ms=1&every=1000&bytes=2', '\0\x01'],
    ['DELETE', '/respond', 'Method Not Allowed\r\n'],
    ['OPTIONS', '/health_check/', 'serving a\r\n'],
  ] as const;
  const ports = new Set<number | undefined>();
  for (const [method, path, body] of expected) {
    const asked = ask({ method, path }).end();
    expect(await answer(asked)).toMatchObject({ body });
    ports.add(asked.socket?.localPort);
  }
  expect(ports.size).toBe(1);
});

test('bodies of both framings, one of them after 100 Continue', async () => {
  const content = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));
  const chunked = ask({ method: 'POST', path: '/upload' });
  for (let at = 0; at < content.length; at += 7000) chunked.write(content.subarray(at, at + 7000));
  chunked.addTrailers({ 'X-Trailer': 'x' });
  chunked.end();
  expect((await answer(chunked)).body).toBe('received 100000 bytes\r\n');

  const headers = { 'Content-Length': content.length, Expect: '100-continue' };
  const expecting = ask({ method: 'POST', path: '/upload', headers });
  expecting.flushHeaders();
  await once(expecting, 'continue');
  expecting.end(content);
  expect((await answer(expecting)).body).toBe('received 100000 bytes\r\n');
});

test('an upgrade', async () => {
  const headers = { Connection: 'Upgrade', Upgrade: 'tidegate-echo' };
  const asked = ask({ path: '/tunnel', headers }).end();
  const [response, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket];
  expect(response.headers).toMatchObject({ upgrade: 'tidegate-echo', connection: 'upgrade' });
  socket.end('echo');
  const [echo] = (await once(socket, 'data')) as [Buffer];
  expect(echo.toString()).toBe('echo');
  await once(socket, 'close');
});

test('a connection that is to close', async () => {
  const { response } = await answer(ask({ path: '/', agent: false }).end());
  expect(response.headers.connection).toBe('close');
  expect(response.headers.date).toBeDefined();
});
