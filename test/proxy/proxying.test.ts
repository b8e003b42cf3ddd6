import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';
import { scriptedOrigin } from './support/origins/scripted-origin.js';
import { startProxy } from './support/running-proxy.js';

const front = loopback(20);
const back = loopback(21);
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const wholeHead = (text: string): boolean => text.includes('\r\n\r\n');
const responses = (count: number) => (text: string) => text.split('\r\n\r\nok').length > count;

/** Two servers with keepalive and HTTP/1.1. */
const pair = (ports: readonly number[], more = '', location = ''): string => `
  upstream u { ${ports.map((port) => `server ${back}:${port};`).join(' ')} ${more} }
  server {
    listen ${front}:8000;
    location / {
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_request_buffering off;
      proxy_pass http://u;
      ${location}
    }
  }`;

/** A port on which no server listens: it was free a moment ago. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, back);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.each(engines)('proxying on the %s engine', (engine) => {
  test('proxy_hide_header keeps fields from the client, in any case', async () => {
    const origin = await scriptedOrigin(back);
    const hide = 'proxy_hide_header X-Secret; proxy_hide_header x-other;';
    const proxy = await startProxy(engine, pair([origin.port], '', hide));
    const client = await proxy.open();
    client.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write(OK.replace('\r\n\r\n', '\r\nx-secret: 1\r\nX-Other: 2\r\nX-Seen: 3\r\n\r\n'));
    const text = await client.until(responses(1));
    expect(text).toContain('X-Seen: 3');
    expect(text).not.toMatch(/x-secret|x-other/i);
  });

  test('a kept upstream connection carries the next request', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, pair([origin.port], 'keepalive 4;'));
    const client = await proxy.open();
    for (const round of [1, 2, 3]) {
      client.write(GET);
      const upstream = await origin.accepted(0);
      await upstream.until((text) => text.split('\r\n\r\n').length > round);
      upstream.write(OK);
      await client.until(responses(round));
    }
    expect(origin.connections).toHaveLength(1);
  });

  test('a kept connection that went stale is replaced without the client noticing', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, pair([origin.port], 'keepalive 4;'));
    const client = await proxy.open();
    client.write(GET);
    const first = await origin.accepted(0);
    await first.until(wholeHead);
    first.write(OK);
    await client.until(responses(1));
    // The next request finds the connection open, and is then reset instead of answered.
    first.socket.removeAllListeners('data');
    first.socket.on('data', () => first.socket.resetAndDestroy());
    client.write(GET);
    const second = await origin.accepted(1);
    await second.until(wholeHead);
    second.write(OK);
    expect(await client.until(responses(2))).not.toContain('502');
  });

  test('a server that refuses is passed over, and the request tried on the next', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, pair([await deadPort(), origin.port]));
    const client = await proxy.open();
    client.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write(OK);
    expect(await client.until(responses(1))).toMatch(/^HTTP\/1\.1 200/);
  });

  test.each([
    ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 2],
    ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi', 1],
  ])('%j that was sent and not answered reaches %i servers', async (request, reached) => {
    const origins = [await scriptedOrigin(back), await scriptedOrigin(back)];
    const proxy = await startProxy(engine, pair(origins.map(({ port }) => port)));
    const client = await proxy.open();
    client.write(request);
    for (const origin of origins.slice(0, reached)) {
      const upstream = await origin.accepted(0);
      await upstream.until(wholeHead);
      upstream.socket.end();
    }
    expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 502/);
    expect(origins.map(({ connections }) => connections.length)).toEqual([1, reached - 1]);
  });

  test('a request behind one that fails keeps its own body', async () => {
    const origin = await scriptedOrigin(back);
    const dead = `location /dead { proxy_pass http://${back}:${await deadPort()}; }`;
    const proxy = await startProxy(
      engine,
      pair([origin.port]).replace('location /', `${dead} location /`),
    );
    const client = await proxy.open();
    const get = GET.replace('/', '/dead');
    client.write(`${get}POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nfirst`);
    await client.until((text) => text.startsWith('HTTP/1.1 502'));
    const upstream = await origin.accepted(0);
    await upstream.until((text) => text.endsWith('first'));
    client.write('other');
    await upstream.until((text) => text.endsWith('firstother'));
    upstream.write(OK);
    await client.until(responses(1));
  });

  test('a chunked body has one end, whomever it goes to after all', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(
      engine,
      `upstream u { server ${back}:${origin.port}; keepalive 4; }
       server {
         listen ${front}:8000;
         proxy_http_version 1.1;
         proxy_set_header Connection "";
         location /dead {
           proxy_request_buffering off;
           proxy_pass http://${back}:${await deadPort()};
           error_page 502 = @other;
         }
         location @other { proxy_pass http://u; }
       }`,
    );
    const client = await proxy.open();
    const head = 'HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    client.write(`POST /dead ${head}5\r\nhello\r\n0\r\n\r\n`);
    const upstream = await origin.accepted(0);
    const isWhole = (text: string): boolean => /hello(?:\r\n0\r\n\r\n)?$/.test(text);
    expect(await upstream.until(isWhole)).toMatch(/\r\nContent-Length: 5\r\n.*hello$/s);
    upstream.write(OK);
    await client.until(responses(1));
    client.write(GET.replace('/', '/dead'));
    await upstream.until((text) => text.includes('GET /dead'));
    expect(upstream.text).toMatch(/helloGET \/dead HTTP\/1\.1\r\n/);
  });

  test('a chunked body is gathered for HTTP/1.0 as far as the limit allows', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(
      engine,
      `client_max_body_size 3m;
       server { listen ${front}:8000; location / { proxy_pass http://${back}:${origin.port}; } }`,
    );
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const client = await proxy.open();
    client.write(`${head}${chunk}${chunk}0\r\n\r\n`);
    const upstream = await origin.accepted(0);
    await upstream.until((text) => text.length > 0x200000);
    expect(upstream.text).toContain(`\r\nContent-Length: ${0x200000}\r\n`);
    upstream.write(OK);
    await client.until(responses(1));
    client.write(`${head}${chunk.repeat(4)}0\r\n\r\n`);
    await client.until((text) => text.includes('HTTP/1.1 413'));
  });

  test('max_conns lets no more through: 502 when all are busy', async () => {
    const origin = await scriptedOrigin(back);
    const http = pair([origin.port]).replace(';', ' max_conns=1;');
    const proxy = await startProxy(engine, http);
    const [one, two] = [await proxy.open(), await proxy.open()];
    one.write(GET);
    const upstream = await origin.accepted(0);
    two.write(GET);
    expect(await two.until(wholeHead)).toMatch(/^HTTP\/1\.1 502/);
    upstream.write(OK);
    await one.until(responses(1));
    one.write(GET);
    (await origin.accepted(1)).write(OK);
    await one.until(responses(2));
  });

  test('a server that breaks off leaves a cut response, never a whole one', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, pair([origin.port]));
    const client = await proxy.open();
    client.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    await client.until((text) => text.includes('hello'));
    upstream.socket.resetAndDestroy();
    const { bytes, end } = await client.ended();
    expect(end).toBe('fin');
    expect(bytes.toString()).toMatch(/5\r\nhello\r\n$/);
  });

  test('a cut response to HTTP/1.0, which ends with the connection, ends with a reset', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, pair([origin.port]));
    const client = await proxy.open();
    client.write('GET / HTTP/1.0\r\n\r\n');
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    await client.until((text) => text.endsWith('hello'));
    upstream.socket.end();
    expect((await client.ended()).end).toBe('rst');
  });

  test('a client that leaves takes its upstream connection with it', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, pair([origin.port]));
    const client = await proxy.open();
    client.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    client.socket.destroy();
    await upstream.ended();
  });

  test('a client that reads slowly holds the upstream back, and gets every byte', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, pair([origin.port]));
    const client = await proxy.open();
    client.socket.pause();
    client.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    const size = 64 * 1024 * 1024;
    upstream.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
    const piece = Buffer.alloc(1024 * 1024, 'x');
    let sent = 0;
    const pump = (): void => {
      while (sent < size) {
        sent += piece.length;
        if (!upstream.socket.write(piece)) break;
      }
    };
    upstream.socket.on('drain', pump);
    pump();
    await settled(() => upstream.socket.bytesWritten - upstream.socket.writableLength);
    // The data in flight fills the kernel's buffers and one of the proxy's, and not its memory.
    expect(upstream.socket.writableLength + size - sent).toBeGreaterThan(size / 2);
    let received = 0;
    client.socket.removeAllListeners('data');
    client.socket.on('data', (data) => {
      received += data.length;
    });
    client.socket.resume();
    while (received < size) await new Promise((resolve) => client.socket.once('data', resolve));
  });

  test('an upload is passed on as it comes', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, pair([origin.port]));
    const client = await proxy.open();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n');
    const upstream = await origin.accepted(0);
    expect(await upstream.until((text) => text.includes('one'))).toContain(
      'Transfer-Encoding: chunked',
    );
    client.write('3\r\ntwo\r\n0\r\n\r\n');
    await upstream.until((text) => text.endsWith('\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n'));
    upstream.write(OK);
    await client.until(responses(1));
  });

  test('an answer before the end of an upload arrives, and is not lost to a reset', async () => {
    const http = `server { listen ${front}:8000; return 200 "early"; }`;
    const proxy = await startProxy(engine, http);
    const client = await proxy.open();
    const size = 8 * 1024 * 1024;
    client.write(
      `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`,
    );
    await client.until((text) => text.endsWith('early'));
    client.write(Buffer.alloc(size));
    expect((await client.ended()).end).toBe('fin');
  });

  test('source addresses follow proxy_bind', async () => {
    const origin = await scriptedOrigin(back);
    const source = loopback(22);
    const proxy = await startProxy(engine, pair([origin.port], '', `proxy_bind ${source};`));
    const client = await proxy.open();
    client.write(GET);
    expect((await origin.accepted(0)).socket.remoteAddress).toBe(source);
  });
});

/** Resolves when a number has stopped growing. */
async function settled(read: () => number): Promise<void> {
  let last = -1;
  while (read() !== last) {
    last = read();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
