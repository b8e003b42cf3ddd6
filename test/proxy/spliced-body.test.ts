import { expect, test } from 'vitest';
import type { FakeConnection } from '../net/support/fake-connection.js';
import type { FakeLoop } from '../net/support/fake-loop.js';
import { fakeProxy, openedUpstream } from './support/fake-proxy.js';

const BODY_BYTES = 1_000_000;
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const GET_OF_OLD = 'GET / HTTP/1.0\r\n\r\n';
const WITH_LENGTH = `Content-Length: ${BODY_BYTES}\r\n`;

interface Begun {
  readonly loop: FakeLoop;
  readonly client: FakeConnection;
  readonly upstream: FakeConnection;
}

/** A response whose head and first byte have reached the client. */
async function begun(fields: string, get = GET): Promise<Begun> {
  const loop = await fakeProxy('proxy_set_header Connection "";');
  const client = loop.accept();
  client.takesAll = true;
  client.receive(get);
  const upstream = openedUpstream(loop);
  upstream.drain();
  upstream.takesAll = true;
  upstream.receive(`HTTP/1.1 200 OK\r\n${fields}\r\n`);
  upstream.receive('x');
  return { loop, client, upstream };
}

test('the last byte of a body is read, so that what follows it is seen', async () => {
  const { loop, client, upstream } = await begun(WITH_LENGTH);
  expect(upstream.passBy()).toBe(BODY_BYTES - 2);
  // If these bytes were taken for the answer to the next request, that client would get another
  // one's answer.
  upstream.receive('xHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray');
  expect(upstream.state).toBe('closed');
  client.receive(GET);
  expect(loop.connected).toHaveLength(2);
});

test('a connection that a body went by on serves the next request', async () => {
  const { loop, client, upstream } = await begun(WITH_LENGTH);
  upstream.passBy();
  upstream.receive('x');
  expect(upstream.state).toBe('open');
  client.receive(GET);
  expect([loop.connected.length, upstream.sent.split('GET').length - 1]).toEqual([1, 2]);
});

test('a server is held back by a client that does not take what went by', async () => {
  const { client, upstream } = await begun(WITH_LENGTH);
  client.takesAll = false;
  upstream.passBy();
  expect(upstream.paused).toBe(true);
  client.drain();
  expect(upstream.paused).toBe(false);
});

test('a body that ends with its connection may go by without end', async () => {
  const { upstream } = await begun('', GET_OF_OLD);
  expect(upstream.offered?.bytes).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  ['chunks', 'Transfer-Encoding: chunked\r\n'],
  ['what is yet to be put into chunks', ''],
])('%s are read', async (_, fields) => {
  const { upstream } = await begun(fields);
  expect(upstream.offered).toBeNull();
});
