import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';
import { scriptedOrigin } from './support/origins/scripted-origin.js';
import { startProxy } from './support/running-proxy.js';

const front = loopback(22);
const back = loopback(23);
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const wholeHead = (text: string): boolean => text.includes('\r\n\r\n');

const site = (port: number, more: string): string => `
  upstream u { server ${back}:${port}; keepalive 2; }
  server {
    listen ${front}:8000;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    location / { proxy_pass http://u; ${more} }
  }`;

describe.each(engines)('a client that leaves, on the %s engine', (engine) => {
  test('takes its request with it', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, site(origin.port, ''));
    const client = await proxy.open();
    client.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    client.socket.end();
    expect((await upstream.ended()).end).toBe('fin');
  });

  test('under proxy_ignore_client_abort leaves its request to be answered', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, site(origin.port, 'proxy_ignore_client_abort on;'));
    const client = await proxy.open();
    client.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    client.socket.resetAndDestroy();
    // More than sockets hold: it drains only if the proxy reads on, although no upstream takes it.
    const body = 'x'.repeat(32_000_000);
    upstream.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await once(upstream.socket, 'drain');
    expect(upstream.socket.destroyed).toBe(false);
  });

  test('for writing only, under proxy_ignore_client_abort still gets its answer', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, site(origin.port, 'proxy_ignore_client_abort on;'));
    const client = await proxy.open();
    client.write(GET);
    client.socket.end();
    const upstream = await origin.accepted(0);
    await upstream.until(wholeHead);
    upstream.write(OK);
    const { bytes } = await client.ended();
    expect(bytes.toString()).toMatch(/Connection: close\r\n.*ok$/s);
  });
});
