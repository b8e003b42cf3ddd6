import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';
import { scriptedOrigin } from './support/origins/scripted-origin.js';
import { startProxy } from './support/running-proxy.js';

const front = loopback(35);
const back = loopback(36);
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const wholeHead = (text: string): boolean => text.includes('\r\n\r\n');
const get = (uri: string): string => `GET ${uri} HTTP/1.1\r\nHost: x\r\n\r\n`;
const server = (locations: string): string => `server { listen ${front}:8000; ${locations} }`;

describe.each(engines)('on the %s engine', (engine) => {
  test('a source address that a request makes up is not bound to', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(
      engine,
      server(`location / { proxy_bind $arg_source; proxy_pass http://${back}:${origin.port}; }`),
    );
    const client = await proxy.open();
    client.write(get('/?source=nonsense'));
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write(OK);
    expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 200/);
  });

  test('a port that cannot be makes no URL: 500, as in nginx', async () => {
    const proxy = await startProxy(engine, server('location / { proxy_pass http://$arg_to; }'));
    const client = await proxy.open();
    client.write(get(`/?to=${back}:99999`));
    expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 500/);
  });

  test('a client that is slow to send its body is not its server’s fault', async () => {
    const origin = await scriptedOrigin(back);
    const spare = await scriptedOrigin(back);
    const proxy = await startProxy(
      engine,
      `upstream u { server ${back}:${origin.port}; server ${back}:${spare.port} backup; }
       ${server(`location / {
         proxy_request_buffering off;
         proxy_read_timeout 300ms;
         proxy_pass http://u;
       }`)}`,
    );
    const client = await proxy.open();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nsl');
    const upstream = await origin.accepted(0);
    await upstream.until((text) => text.endsWith('sl'));
    // Longer than the server may take to answer; but it has not been asked yet.
    await delay(1000);
    client.write('ow');
    await upstream.until((text) => text.endsWith('slow'));
    upstream.write(OK);
    expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 200/);
    expect(spare.connections).toHaveLength(0);
  });

  test('a server that answers with nothing but interim answers is given up: 502', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(
      engine,
      server(`location / { proxy_pass http://${back}:${origin.port}; }`),
    );
    const client = await proxy.open();
    client.write(get('/'));
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000));
    expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 502/);
  });

  test.each([
    ['empty lines alone', '\r\n'],
    ['an empty line before its answer', `\r\n${OK}`],
    ['an empty line after an interim answer', `HTTP/1.1 103 Early Hints\r\n\r\n\r\n${OK}`],
    ['what is no HTTP, without an end', 'HTTQ'],
  ])('a server that sends %s is given up at once: 502', async (_, wire) => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(
      engine,
      server(`location / { proxy_pass http://${back}:${origin.port}; }`),
    );
    const client = await proxy.open();
    client.write(get('/'));
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write(wire);
    expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 502/);
  });

  test.each([
    ['a head', 'HTTP/1.1 200 OK\r\nX: ', 'x'],
    ['interim answers', 'HTTP/1.1 103 E', '\r\n\r\nHTTP/1.1 103 E'],
  ])('a server that drips %s wins no time by it: 504', async (_, start, drop) => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(
      engine,
      server(`location / { proxy_read_timeout 500ms; proxy_pass http://${back}:${origin.port}; }`),
    );
    const client = await proxy.open();
    client.write(get('/'));
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write(start);
    const dripping = setInterval(() => upstream.write(drop), 100);
    try {
      expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 504/);
    } finally {
      clearInterval(dripping);
    }
  });

  test('trailers of a server may be of any length', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(
      engine,
      server(`location / { proxy_http_version 1.1; proxy_pass http://${back}:${origin.port}; }`),
    );
    const client = await proxy.open();
    client.write(get('/'));
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    const trailers = `X-Long: ${'a'.repeat(60_000)}\r\n`.repeat(2);
    upstream.write(
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n${trailers}\r\n`,
    );
    client.write(get('/'));
    const next = await origin.accepted(1);
    await next.until(wholeHead);
    next.write(OK);
    expect(await client.until((text) => text.endsWith('ok'))).toMatch(/\r\n2\r\nok\r\n0\r\n/);
  });
});

test.each([
  ['named locations', 'location / { try_files /no @a; } location @a { try_files /no @a; }'],
  ['a fallback to itself', 'location / { try_files /no /again; }'],
])('%s that lead in a circle: 500', async (_, locations) => {
  const proxy = await startProxy(engines[0] ?? 'node', server(locations));
  const client = await proxy.open();
  client.write(get('/'));
  expect(await client.until(wholeHead)).toMatch(/^HTTP\/1\.1 500/);
});

test('a 304 has no body, whatever text its `return` has: the next answer is in its place', async () => {
  const proxy = await startProxy(
    engines[0] ?? 'node',
    server('location / { return 304 "HTTP/1.1 200 OK"; } location /next { return 204; }'),
  );
  const client = await proxy.open();
  client.write(get('/') + get('/next'));
  const text = await client.until((sent) => sent.split('\r\n\r\n').length > 2);
  expect(text.split('\r\n\r\n')[1]).toMatch(/^HTTP\/1\.1 204/);
});
