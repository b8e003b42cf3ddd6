import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import type { RawClient } from '../support/http/raw-client.js';
import { loopback } from '../support/loopback.js';
import { type LoggingProxy, startLogging } from './support/logging-proxy.js';
import { type ScriptedOrigin, scriptedOrigin } from './support/origins/scripted-origin.js';

const front = loopback(73);
const back = loopback(74);
const FORMAT = `log_format f '$status $body_bytes_sent $upstream_bytes_received $upstream_response_length';`;

/** Bytes that differ by their position in the body, so that loss, repetition and reordering all show. */
const BODY = Buffer.alloc(8_000_000);
for (let at = 0; at < BODY.length; at += 4) BODY.writeUInt32LE(at, at);

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const wholeHead = (text: string): boolean => text.includes('\r\n\r\n');
const withLength = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n`;
const untilClose = 'HTTP/1.1 200 OK\r\n\r\n';

interface Asked {
  readonly origin: ScriptedOrigin;
  readonly proxy: LoggingProxy;
  readonly client: RawClient;
  readonly upstream: RawClient;
}

/** The bytes after the head of a response. */
function bodyOf({ bytes }: RawClient): Buffer {
  return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
}

async function received(client: RawClient, bytes: number): Promise<void> {
  while (bodyOf(client).length < bytes) await once(client.socket, 'data');
}

describe.each(engines)('a long body on the %s engine', (engine) => {
  /** A client, and the connection on which its request reached the origin. */
  async function asked(more = '', wire = GET): Promise<Asked> {
    const origin = await scriptedOrigin(back);
    const proxy = await startLogging(
      engine,
      `${FORMAT} access_log a.log f; error_log e.log;
      upstream u { server ${back}:${origin.port}; keepalive 2; }
      server {
        listen ${front}:8000;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        location / { proxy_pass http://u; ${more} }
      }`,
    );
    const client = await proxy.open();
    client.write(wire);
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    return { origin, proxy, client, upstream };
  }

  test('of known length comes whole, is counted, and both connections serve again', async () => {
    const { origin, proxy, client, upstream } = await asked();
    upstream.write(withLength);
    upstream.write(BODY);
    await received(client, BODY.length);
    expect(bodyOf(client).equals(BODY)).toBe(true);
    const fromUpstream = withLength.length + BODY.length;
    const line = `200 ${BODY.length} ${fromUpstream} ${BODY.length}\n`;
    expect(await proxy.logged('a.log')).toBe(line);

    client.write('GET /again HTTP/1.1\r\nHost: x\r\n\r\n');
    await upstream.until((text) => text.includes('GET /again'));
    upstream.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain');
    await client.until((text) => text.endsWith('again'));
    expect(origin.connections).toHaveLength(1);
  });

  test('that ends with the connection comes whole, and so does its end', async () => {
    const wire = 'GET / HTTP/1.0\r\n\r\n';
    const { client, upstream } = await asked('', wire);
    upstream.write(untilClose);
    upstream.socket.end(BODY);
    expect((await client.ended()).end).toBe('fin');
    expect(bodyOf(client).equals(BODY)).toBe(true);
  });

  test('waits for a client that is slow', async () => {
    const { client, upstream } = await asked();
    client.socket.on('data', () => {
      client.socket.pause();
      setImmediate(() => client.socket.resume());
    });
    upstream.write(withLength);
    upstream.write(BODY);
    await received(client, BODY.length);
    expect(bodyOf(client).equals(BODY)).toBe(true);
  });

  test('that the server breaks off is cut for the client too, and said', async () => {
    const { proxy, client, upstream } = await asked();
    upstream.write(withLength);
    upstream.write(BODY.subarray(0, 5_000_000));
    await received(client, 5_000_000);
    upstream.socket.end();
    await client.ended();
    expect(bodyOf(client).equals(BODY.subarray(0, 5_000_000))).toBe(true);
    expect(await proxy.logged('e.log')).toMatch(/upstream prematurely closed connection/);
  });

  test('longer than it was said to be brings its length, and the connection does not stay', async () => {
    const { client, upstream } = await asked();
    upstream.write(withLength);
    upstream.write(BODY);
    upstream.write('more');
    await received(client, BODY.length);
    await upstream.ended();
    expect(bodyOf(client).equals(BODY)).toBe(true);
  });

  test('ends with the client that it is for', async () => {
    const { client, upstream } = await asked();
    upstream.write(withLength);
    upstream.write(BODY.subarray(0, 5_000_000));
    await received(client, 1_000_000);
    client.socket.resetAndDestroy();
    upstream.write(BODY.subarray(5_000_000));
    await upstream.ended();
    expect(upstream.socket.destroyed).toBe(true);
  });
});
