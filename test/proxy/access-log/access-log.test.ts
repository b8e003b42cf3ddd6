import { describe, expect, test } from 'vitest';
import { loopback } from '../../support/loopback.js';
import { startLogging } from '../support/logging-proxy.js';
import { scriptedOrigin } from '../support/origins/scripted-origin.js';

const [front, back] = [loopback(71), loopback(72)];
const FORMAT = `log_format f '$request $status $body_bytes_sent $request_length';`;

/** A proxy in front of the test's own origin, and what it logs about it. */
async function logging() {
  const origin = await scriptedOrigin(back);
  const proxy = await startLogging(
    'epoll',
    `${FORMAT} access_log a.log f; server {
      listen ${front}:8000;
      location / { proxy_pass http://${back}:${origin.port}; proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
    }`,
  );
  return { origin, client: await proxy.open(), logged: () => proxy.logged('a.log') };
}

describe.skipIf(process.platform !== 'linux')('what is logged of requests that end early', () => {
  test('a client that leaves before it is answered: 499', async () => {
    const { origin, client, logged } = await logging();
    client.write('GET /gone HTTP/1.1\r\nHost: x\r\n\r\n');
    await (await origin.accepted(0)).until((text) => text.includes('\r\n\r\n'));
    client.socket.destroy();
    expect(await logged()).toBe('GET /gone HTTP/1.1 499 0 31\n');
  });

  test('a client that leaves inside the body it sends: 400', async () => {
    const { client, logged } = await logging();
    client.write('POST /part HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');
    client.socket.end();
    expect(await logged()).toBe('POST /part HTTP/1.1 400 0 55\n');
  });

  test('a body that is no body: 400', async () => {
    const { client, logged } = await logging();
    client.write('POST /bad HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz');
    expect(await logged()).toMatch(/^POST \/bad HTTP\/1\.1 400 \d+ \d+\n$/);
  });

  test('a tunnel, when it ends, with all that went to the client', async () => {
    const { origin, client, logged } = await logging();
    client.write('GET /up HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n');
    const upstream = await origin.accepted(0);
    await upstream.until((text) => text.includes('\r\n\r\n'));
    upstream.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\nhello');
    await client.until((text) => text.endsWith('hello'));
    client.write('some words of the client');
    await upstream.until((text) => text.endsWith('client'));
    upstream.write(' again');
    upstream.socket.end();
    await client.ended();
    expect(await logged()).toBe('GET /up HTTP/1.1 101 11 65\n');
  });
});
