import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/model/engine.js';
import { engines } from '../net/support/engines.js';
import type { RawClient } from '../support/http/raw-client.js';
import { loopback } from '../support/loopback.js';
import { type ScriptedOrigin, scriptedOrigin } from './support/origins/scripted-origin.js';
import { type StartedProxy, startProxy } from './support/running-proxy.js';

const front = loopback(30);
const [a, b] = [loopback(31), loopback(32)];
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const UPGRADE = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n';
const SWITCHING =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n';
const wholeHead = (text: string): boolean => text.includes('\r\n\r\n');

interface Chain {
  readonly proxy: StartedProxy;
  readonly first: ScriptedOrigin;
  readonly second: ScriptedOrigin;
  /** A client whose request has reached the first server. */
  reachFirst(request?: string): Promise<{ client: RawClient; upstream: RawClient }>;
  down(): void;
  up(): void;
}

async function chain(engine: Engine, drainTimeout = '200ms'): Promise<Chain> {
  const [first, second] = [await scriptedOrigin(a), await scriptedOrigin(b)];
  const proxy = await startProxy(
    engine,
    `map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
     upstream u {
       server ${a}:${first.port};
       server ${b}:${second.port} backup;
       keepalive 4;
       drain_timeout ${drainTimeout};
     }
     server {
       listen ${front}:8000;
       location / {
         proxy_http_version 1.1;
         proxy_set_header Upgrade $http_upgrade;
         proxy_set_header Connection $connection_upgrade;
         proxy_request_buffering off;
         proxy_pass http://u;
       }
     }`,
  );
  const server = { part: 'http', upstream: 'u', server: `${a}:${first.port}` } as const;
  return {
    proxy,
    first,
    second,
    reachFirst: async (request = GET) => {
      const client = await proxy.open();
      const index = first.connections.length;
      client.write(request);
      const upstream = await first.accepted(index);
      await upstream.until(wholeHead);
      return { client, upstream };
    },
    down: () => proxy.mark(server, 'down'),
    up: () => proxy.mark(server, 'up'),
  };
}

describe.each(engines)('a server marked down, on the %s engine', (engine) => {
  test('gets nothing new, and finishes what it has', async () => {
    const { reachFirst, down, second, proxy } = await chain(engine, '60s');
    const { client, upstream } = await reachFirst();
    down();
    const other = await proxy.open();
    other.write(GET);
    const fresh = await second.accepted(0);
    await fresh.until(wholeHead);
    upstream.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    await client.until((text) => text.endsWith('ok'));
    // Its connection is not kept for later, although the pool has room.
    await upstream.ended();
  });

  test('loses its idle connections at once', async () => {
    const { reachFirst, down } = await chain(engine);
    const { client, upstream } = await reachFirst();
    upstream.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    await client.until((text) => text.endsWith('ok'));
    down();
    expect((await upstream.ended()).end).toBe('fin');
    // The proxy's connection to the client is independent of it, and stays open.
    expect(client.socket.readableEnded).toBe(false);
  });

  test('is cut off when the waiting timeout passes: no fake end, no reset', async () => {
    const { reachFirst, down } = await chain(engine);
    const { client, upstream } = await reachFirst();
    upstream.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n');
    await client.until((text) => text.includes('hi'));
    down();
    const { bytes, end } = await client.ended();
    expect(end).toBe('fin');
    expect(bytes.toString()).toMatch(/2\r\nhi\r\n$/);
  });

  test('whose answer has not begun by then is answered for: 504', async () => {
    const { reachFirst, down } = await chain(engine);
    const { client } = await reachFirst();
    down();
    expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 504.*\r\nConnection: close\r\n/s);
  });

  test('keeps everything when it is up again before that', async () => {
    const { reachFirst, down, up } = await chain(engine, '300ms');
    const { client, upstream } = await reachFirst();
    down();
    up();
    // Shows that time alone has no effect here.
    await delay(450);
    upstream.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    await client.until((text) => text.endsWith('ok'));
  });

  test('has its tunnels ended in order: last words delivered, then FIN', async () => {
    const { reachFirst, down } = await chain(engine);
    const { client, upstream } = await reachFirst(UPGRADE);
    upstream.write(SWITCHING);
    await client.until(wholeHead);
    client.write('question');
    await upstream.until((text) => text.endsWith('question'));
    down();
    await once(upstream.socket, 'end');
    upstream.write('last words');
    upstream.socket.end();
    const { bytes, end } = await client.ended();
    expect(bytes.toString()).toMatch(/\r\n\r\nlast words$/);
    expect(end).toBe('fin');
  });
});

describe.each(engines)('a tunnel on the %s engine', (engine) => {
  test('carries bytes that came with either head, and a half-close each way', async () => {
    const { reachFirst } = await chain(engine);
    const { client, upstream } = await reachFirst(`${UPGRADE}early`);
    upstream.write(`${SWITCHING}hello`);
    await client.until((text) => text.endsWith('hello'));
    await upstream.until((text) => text.endsWith('early'));
    client.socket.end('bye');
    await once(upstream.socket, 'end');
    expect(upstream.text).toMatch(/earlybye$/);
    upstream.socket.end('and bye');
    const { bytes, end } = await client.ended();
    expect(bytes.toString()).toMatch(/helloand bye$/);
    expect(end).toBe('fin');
  });

  test('that breaks behind the proxy ends with FIN in front of it', async () => {
    const { reachFirst } = await chain(engine);
    const { client, upstream } = await reachFirst(UPGRADE);
    upstream.write(SWITCHING);
    await client.until(wholeHead);
    upstream.socket.resetAndDestroy();
    expect((await client.ended()).end).toBe('fin');
  });
});
