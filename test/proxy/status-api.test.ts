import { describe, expect, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import { exchange, RawClient } from '../support/http/raw-client.js';
import { parseResponses } from '../support/http/responses.js';
import { loopback } from '../support/loopback.js';
import { actingOrigin, answerOf, okay } from './support/origins/acting-origin.js';
import { startParts, startProxy } from './support/running-proxy.js';

const front = loopback(24);
const back = loopback(25);
const GOOD = `${back}:8080`;
const DEAD = `${back}:8081`;

const SITE = `
  upstream u {
    zone u 64k;
    keepalive 2;
    server ${GOOD} weight=3 max_conns=9 max_fails=3 fail_timeout=20s;
    server ${DEAD} max_fails=1 backup;
    server ${back}:8082 down;
  }
  server {
    listen ${front}:8000;
    location / { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; }
    location /api { api; }
  }`;

async function get(path: string, method = 'GET'): Promise<{ status: number; body: unknown }> {
  const wire = `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const { bytes } = await exchange(front, 8000, wire);
  const [seen] = parseResponses(bytes, [method]);
  const isJson = seen?.headers['content-type'] === 'application/json';
  return { status: seen?.status ?? 0, body: isJson ? JSON.parse(seen.body) : seen?.body };
}

describe.each(engines)('the status API on the %s engine', (engine) => {
  test('tells of the servers of an upstream, in the shape of NGINX Plus', async () => {
    const origin = await actingOrigin(back, 8080, ({ path }) => ({
      wire: path === '/no' ? answerOf('404 None', '') : okay('ok'),
    }));
    const proxy = await startProxy(engine, SITE);
    for (const path of ['/', '/', '/no']) await get(path);
    const upstream = (await get('/api/9/http/upstreams/u')).body;
    expect(upstream).toMatchObject({ keepalive: 1, zombies: 0, zone: 'u' });
    expect((upstream as { peers: object[] }).peers).toMatchObject([
      {
        id: 0,
        server: GOOD,
        name: GOOD,
        backup: false,
        weight: 3,
        state: 'up',
        active: 0,
        max_conns: 9,
        requests: 3,
        responses: { '1xx': 0, '2xx': 2, '3xx': 0, '4xx': 1, '5xx': 0, total: 3 },
        sent: 'GET / HTTP/1.1\r\nHost: u\r\n\r\n'.length * 3 + 'no'.length,
        received: okay('ok').length * 2 + answerOf('404 None', '').length,
        fails: 0,
        health_checks: { checks: 0, fails: 0, unhealthy: 0 },
      },
      { id: 1, server: DEAD, backup: true, state: 'up', requests: 0 },
      { id: 2, state: 'down' },
    ]);
    await origin.close();
    await get('/');
    const good = { part: 'http', upstream: 'u', server: GOOD } as const;
    proxy.mark(good, 'down');
    proxy.noteChecks(good, { checks: 7, fails: 3, lastPassed: false });
    await get('/');
    expect((await get('/api/9/http/upstreams')).body).toMatchObject({
      u: {
        peers: [
          {
            state: 'unhealthy',
            health_checks: { checks: 7, fails: 3, unhealthy: 1, last_passed: false },
          },
          { state: 'unavail', unavail: 1 },
          { state: 'down' },
        ],
      },
    });
  });

  test('leads to what it has, and says what it has not', async () => {
    await startProxy(engine, SITE);
    expect(await get('/api/')).toEqual({ status: 200, body: [9] });
    expect((await get('/api/9')).body).toEqual(['nginx', 'connections', 'http', 'stream']);
    expect((await get('/api/9/nginx')).body).toMatchObject({ pid: process.pid });
    expect((await get('/api/9/connections')).body).toMatchObject({ accepted: 4, active: 1 });
    expect((await get('/api/9/http/upstreams/u/servers/0')).body).toEqual({
      id: 0,
      server: GOOD,
      weight: 3,
      max_conns: 9,
      max_fails: 3,
      fail_timeout: '20s',
      slow_start: '0s',
      route: '',
      backup: false,
      down: false,
    });
    const missing = {
      error: { status: 404, text: 'upstream not found', code: 'UpstreamNotFound' },
    };
    expect(await get('/api/9/http/upstreams/v')).toEqual({ status: 404, body: missing });
    expect(await get('/api/8')).toMatchObject({ status: 404 });
    expect(await get('/api/9/http/upstreams/u/servers/9')).toMatchObject({ status: 404 });
    expect(await get('/api/9/nginx', 'DELETE')).toMatchObject({ status: 405 });
  });

  test('tells of the servers of stream', async () => {
    const origin = await actingOrigin(back, 8080, () => ({ wire: okay('ok'), ends: 'fin' }));
    await startParts(
      engine,
      `http { server { listen ${front}:8000; location /api { api; } } }
       stream { upstream s { zone s 64k; server ${GOOD} max_conns=5; }
         server { listen ${front}:8001; proxy_pass s; } }`,
    );
    const asked = 'GET / HTTP/1.1\r\n\r\n';
    const session = await RawClient.open(front, 8001);
    session.write(asked);
    await session.ended();
    const { body } = await get('/api/9/stream/upstreams/s');
    expect(body).toEqual({ zombies: 0, zone: 's', peers: [expect.anything()] });
    expect((body as { peers: object[] }).peers[0]).toMatchObject({
      server: GOOD,
      state: 'up',
      active: 0,
      max_conns: 5,
      connections: 1,
      sent: asked.length,
      received: okay('ok').length,
      health_checks: { checks: 0, fails: 0, unhealthy: 0 },
    });
    expect((await get('/api/9/http/upstreams')).body).toEqual({});
    await origin.close();
  });

  test('counts tunnels and sessions of stream among the active connections', async () => {
    const origin = await actingOrigin(back, 8080, () => ({
      wire: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    }));
    await startParts(
      engine,
      `http { server { listen ${front}:8000;
         location /api { api; }
         location / { proxy_pass http://${GOOD}; proxy_http_version 1.1;
           proxy_set_header Upgrade x; proxy_set_header Connection upgrade; } } }
       stream { server { listen ${front}:8001; proxy_pass ${GOOD}; } }`,
    );
    const tunnel = await RawClient.open(front, 8000);
    tunnel.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
    await tunnel.until((text) => text.endsWith('\r\n\r\n'));
    const session = await RawClient.open(front, 8001);
    session.write('GET / HTTP/1.1\r\n\r\n');
    await session.until((text) => text.endsWith('\r\n\r\n'));
    const { body } = await get('/api/9/connections');
    expect(body).toMatchObject({ accepted: 3, active: 3, idle: 0 });
    await origin.close();
  });
});
