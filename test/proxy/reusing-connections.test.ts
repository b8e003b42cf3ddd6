import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import type { RawClient } from '../support/http/raw-client.js';
import { loopback } from '../support/loopback.js';
import { startLoggingParts } from './support/logging-proxy.js';
import { halfOrigin } from './support/origins/half-origin.js';
import { scriptedOrigin } from './support/origins/scripted-origin.js';
import { type StartedProxy, startParts, startProxy } from './support/running-proxy.js';

const front = loopback(76);
const back = loopback(77);
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const SAYS = `server { listen ${front}:8000; return 200 "said"; }`;
const FIVE = 5;

function slots(count: number) {
  return { slots: { count, from: `${count} worker_connections` } };
}

const isOver = ({ socket }: RawClient): boolean => socket.readableEnded || socket.destroyed;
const said = (text: string): boolean => text.endsWith('said');

async function open(proxy: StartedProxy, count: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (let left = count; left > 0; left--) clients.push(await proxy.open());
  return clients;
}

/** Clients that have been answered and kept, one after the other. */
async function kept(proxy: StartedProxy, count: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (let left = count; left > 0; left--) {
    const client = await proxy.open();
    client.write(GET);
    await client.until(said);
    clients.push(client);
  }
  return clients;
}

/** Resolves when this many of them have been closed. */
async function closed(clients: readonly RawClient[], count: number): Promise<readonly RawClient[]> {
  while (clients.filter(isOver).length < count) await delay(2);
  return clients.filter(isOver);
}

describe.each(engines)('clients that have nothing under way, on the %s engine', (engine) => {
  test('two hundred that are silent keep nobody out of a hundred slots', async () => {
    const proxy = await startProxy(engine, SAYS, slots(100));
    await Promise.all(Array.from({ length: 200 }, () => proxy.open()));
    expect(await kept(proxy, FIVE)).toHaveLength(FIVE);
    expect(proxy.loop.size).toBeLessThanOrEqual(100);
  });

  test('nor do two hundred that are kept after a response', async () => {
    const proxy = await startProxy(engine, SAYS, slots(100));
    await kept(proxy, 200);
    expect(await kept(proxy, FIVE)).toHaveLength(FIVE);
  });

  test('one that has come in with its request is answered, however many come at once', async () => {
    const proxy = await startProxy(engine, SAYS, slots(100));
    const all = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const client = await proxy.open();
        client.write(GET);
        return client.until(said);
      }),
    );
    expect(all).toHaveLength(200);
  });

  test('those at rest longest go first, silent or kept', async () => {
    const proxy = await startProxy(engine, SAYS, slots(100));
    const clients: RawClient[] = [];
    for (let pairs = 0; pairs < 46; pairs++) {
      clients.push(...(await open(proxy, 1)), ...(await kept(proxy, 1)));
    }
    const more = await open(proxy, 4);
    const over = await closed(clients, 11);
    expect(over).toEqual(clients.slice(0, over.length));
    expect(more.filter(isOver)).toEqual([]);
  });

  test('one that waits for our last bytes to be taken has had its answer, and goes too', async () => {
    const proxy = await startProxy(engine, `lingering_close always; ${SAYS}`, slots(20));
    for (let lingering = 0; lingering < 40; lingering++) {
      const client = await proxy.open();
      client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      await client.until(said);
    }
    expect(await kept(proxy, FIVE)).toHaveLength(FIVE);
  });
});

describe.each(engines)(
  'what is under way is never closed for others, on the %s engine',
  (engine) => {
    test('half a head, a response and a request that waits for its server', async () => {
      const origin = await halfOrigin(back);
      const proxy = await startProxy(
        engine,
        `server { listen ${front}:8000; location / { return 200 "said"; }
        location /p { proxy_pass http://${back}:${origin.port}; } }`,
        slots(32),
      );
      const [half] = await open(proxy, 1);
      half?.write('GET / HTTP/1.1\r\nHo');
      const busy = await open(proxy, 4);
      for (const client of busy) client.write('GET /p HTTP/1.1\r\nHost: x\r\n\r\n');
      await Promise.all(busy.map((client) => client.until((text) => text.endsWith('half'))));
      await open(proxy, 100);
      await kept(proxy, FIVE);
      half?.write('st: x\r\n\r\n');
      expect(await half?.until(said)).toMatch(/^HTTP\/1.1 200/);
      origin.finish();
      await Promise.all(busy.map((client) => client.until((text) => text.endsWith('halfdone'))));
      await origin.close();
    });

    test('a tunnel', async () => {
      const origin = await scriptedOrigin(back);
      const proxy = await startProxy(
        engine,
        `server { listen ${front}:8000; location / { return 200 "said"; }
        location /t { proxy_pass http://${back}:${origin.port}; proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } }`,
        slots(16),
      );
      const client = await proxy.open();
      client.write('GET /t HTTP/1.1\r\nHost: x\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n');
      const server = await origin.accepted(0);
      await server.until((text) => text.endsWith('\r\n\r\n'));
      server.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n');
      await client.until((text) => text.endsWith('\r\n\r\n'));
      await open(proxy, 50);
      await kept(proxy, FIVE);
      client.write('ping');
      await server.until((text) => text.endsWith('ping'));
    });
  },
);

describe.each(engines)('a server’s side needs slots too, on the %s engine', (engine) => {
  test('an idle pooled connection gives way to a client, and to another server', async () => {
    const answers = (name: string) =>
      `HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`;
    const origins = [await scriptedOrigin(back), await scriptedOrigin(back)];
    const proxy = await startProxy(
      engine,
      `upstream a { server ${back}:${origins[0]?.port}; keepalive 8; }
      upstream b { server ${back}:${origins[1]?.port}; keepalive 8; }
      server { listen ${front}:8000; proxy_http_version 1.1; proxy_set_header Connection "";
        location /a { proxy_pass http://a; } location /b { proxy_pass http://b; } }`,
      slots(2),
    );
    for (const [turn, path] of ['a', 'b', 'a', 'b'].entries()) {
      const client = await proxy.open();
      client.write(`GET /${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      const server = await origins[turn % 2]?.accepted(Math.floor(turn / 2));
      await server?.until((text) => text.endsWith('\r\n\r\n'));
      server?.write(answers('said'));
      await client.until(said);
    }
    expect(proxy.loop.size).toBeLessThanOrEqual(2);
  });

  test('a request without a slot for its server is a 500, said so, and no fault of the server', async () => {
    const origin = await halfOrigin(back);
    const proxy = await startLoggingParts(
      engine,
      `http { upstream u { zone z 64k; server ${back}:${origin.port} max_fails=1; }
      server { listen ${front}:8000; error_log e.log warn; location / { proxy_pass http://u; } } }`,
      slots(1),
    );
    const client = await proxy.open();
    client.write(GET);
    expect(await client.until((text) => text.includes('</html>'))).toMatch(/^HTTP\/1.1 500/);
    expect(await proxy.logged('e.log')).toMatch(
      /\[alert\] .*: \*1 1 worker_connections are not enough while connecting to upstream, client: /,
    );
    const [peer] = proxy.groups.http.get('u')?.peers ?? [];
    expect([peer?.counters.fails, peer?.disabled]).toEqual([0, false]);
    await origin.close();
  });

  test('sessions of stream have idle clients of http closed, and are not closed themselves', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startParts(
      engine,
      `http { ${SAYS} } stream { server { listen ${front}:8001; proxy_pass ${back}:${origin.port}; } }`,
      slots(32),
    );
    await open(proxy, 40);
    const sessions: RawClient[] = [];
    for (let place = 0; place < 12; place++) {
      const session = await proxy.open(1);
      session.write('ping');
      await (await origin.accepted(place)).until((text) => text === 'ping');
      sessions.push(session);
    }
    await kept(proxy, FIVE);
    for (const [place, session] of sessions.entries()) {
      origin.connections[place]?.write('pong');
      await session.until((text) => text === 'pong');
    }
  });
});

test('the log says so, in nginx’s words, once a second', async () => {
  const proxy = await startLoggingParts(
    engines[0] ?? 'node',
    `error_log e.log warn; http { ${SAYS} }`,
    slots(32),
  );
  await kept(proxy, 120);
  const lines = (await proxy.logged('e.log')).trim().split('\n');
  expect(lines[0]).toMatch(
    /\[warn\] \d+#\d+: 32 worker_connections are not enough, reusing connections$/,
  );
  const seconds = lines.map((line) => line.slice(0, 19));
  expect(lines.length).toBeLessThanOrEqual(new Set(seconds).size + 1);
});
