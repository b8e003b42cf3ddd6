import { expect, test } from 'vitest';
import { fakeProxy, openedUpstream } from './support/fake-proxy.js';

/** The upstream answers before it has received the whole request. */
async function answeredEarly(directives: string) {
  const loop = await fakeProxy(`proxy_request_buffering off; ${directives}`);
  const client = loop.accept();
  client.receive('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmine\r\n');
  await null;
  const upstream = openedUpstream(loop);
  upstream.drain();
  upstream.receive('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nyours');
  return { client, upstream };
}

test('the rest of the request goes on, and the answer too', async () => {
  const { client, upstream } = await answeredEarly('');
  client.drain();
  client.receive('5\r\n more\r\n0\r\n\r\n');
  upstream.receive(' too!');
  expect(upstream.sent).toMatch(/\r\n\r\n4\r\nmine\r\n5\r\n more\r\n0\r\n\r\n$/);
  expect(client.sent).toMatch(/\r\n\r\nyours too!$/);
  expect(client.finSent).toBe(false);
});

test('a request that grows too long cuts the answer, and puts no second one into it', async () => {
  const { client, upstream } = await answeredEarly('client_max_body_size 8;');
  client.drain();
  client.receive('5\r\n more\r\n');
  expect(client.sent.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(client.finSent).toBe(true);
  expect(upstream.state).toBe('closed');
});
