import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import type { RawClient } from '../support/http/raw-client.js';
import { loopback } from '../support/loopback.js';
import { fullOriginHere } from './support/origins/full-origin.js';
import { type ScriptedOrigin, scriptedOrigin } from './support/origins/scripted-origin.js';
import { type StartedProxy, startStream } from './support/running-proxy.js';

const front = loopback(30);
const [a, b, free] = [loopback(31), loopback(32), loopback(33)];
/** No server listens there. */
const DEAD = `${loopback(34)}:9`;

interface Pair {
  readonly proxy: StartedProxy;
  readonly client: RawClient;
  readonly upstream: RawClient;
}

describe.each(engines)('a TCP session on the %s engine', (engine) => {
  /** A client, the proxy, and the connection that the proxy made for it. */
  async function pair(settings = ''): Promise<Pair> {
    const origin = await scriptedOrigin(a);
    const proxy = await startStream(
      engine,
      `server { listen ${front}:8000; proxy_pass ${a}:${origin.port}; ${settings} }`,
    );
    const client = await proxy.open();
    return { proxy, client, upstream: await origin.accepted(0) };
  }

  test('carries bytes both ways, whoever speaks first', async () => {
    const { client, upstream } = await pair();
    upstream.write('220 welcome\r\n');
    await client.until((text) => text === '220 welcome\r\n');
    client.write('HELO\r\n');
    await upstream.until((text) => text === 'HELO\r\n');
  });

  test('loses nothing of many MB to a slow reader, in either direction', async () => {
    const { client, upstream } = await pair();
    const bytes = Buffer.alloc(16_000_000);
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(at, at);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      // Reads a piece and then pauses, so that the sender is far ahead and is held back.
      to.socket.on('data', () => {
        to.socket.pause();
        setImmediate(() => to.socket.resume());
      });
      from.socket.write(bytes);
      while (to.bytes.length < bytes.length) await once(to.socket, 'data');
      expect(to.bytes.equals(bytes)).toBe(true);
    }
  });

  test('ends as a whole when one side ends, after what was on its way', async () => {
    const { client, upstream, proxy } = await pair();
    upstream.socket.end('last words');
    const { bytes, end } = await client.ended();
    expect(`${bytes}`).toBe('last words');
    expect(end).toBe('fin');
    await upstream.ended();
    proxy.quit();
    await proxy.emptied();
  });

  test('delivers what was on its way when the reader is slow and the writer gone', async () => {
    const { client, upstream } = await pair();
    client.socket.pause();
    const bytes = Buffer.alloc(4_000_000, 'x');
    upstream.socket.end(bytes);
    await once(upstream.socket, 'finish');
    client.socket.resume();
    expect((await client.ended()).bytes.length).toBe(bytes.length);
  });

  test('with proxy_half_close each direction ends by itself', async () => {
    const { client, upstream } = await pair('proxy_half_close on;');
    client.socket.end('question');
    await once(upstream.socket, 'end');
    expect(upstream.text).toBe('question');
    upstream.socket.end('answer');
    const { bytes, end } = await client.ended();
    expect([`${bytes}`, end]).toEqual(['answer', 'fin']);
  });

  test('that is reset on one side ends on the other', async () => {
    const { client, upstream } = await pair();
    upstream.write('hi');
    await client.until((text) => text === 'hi');
    client.socket.resetAndDestroy();
    await upstream.ended();
  });

  test('that is idle for proxy_timeout is closed on both sides', async () => {
    const { client, upstream } = await pair('proxy_timeout 300ms;');
    expect((await client.ended()).end).toBe('fin');
    expect((await upstream.ended()).end).toBe('fin');
  });

  test('goes on when the proxy quits, and the proxy ends with it', async () => {
    const { client, upstream, proxy } = await pair();
    proxy.quit();
    client.write('still here');
    await upstream.until((text) => text === 'still here');
    client.socket.end();
    await proxy.emptied();
  });

  test.each([
    ['what proxy_bind names', free, free],
    ['nothing where a variable names no address', '$nonsense', '127.0.0.1'],
    ['nothing where it is off', 'off', '127.0.0.1'],
  ])('binds to %s', async (_, source, from) => {
    const origin = await scriptedOrigin(a);
    const proxy = await startStream(
      engine,
      `map $remote_port $nonsense { default nonsense; }
       server { listen ${front}:8000; proxy_bind ${source}; proxy_pass ${a}:${origin.port}; }`,
    );
    await proxy.open();
    expect((await origin.accepted(0)).socket.remoteAddress).toBe(from);
  });

  test('answers with return, and closes', async () => {
    const proxy = await startStream(
      engine,
      `map $remote_port $odd { ~[13579]$ odd; default even; }
       server { listen ${front}:8000; set $who "$remote_addr:$remote_port"; set $who "<$who>";
                return "$who $odd $server_addr:$server_port $protocol $status\\n"; }`,
    );
    const client = await proxy.open();
    const { bytes, end, localPort } = await client.ended();
    const odd = localPort % 2 === 1 ? 'odd' : 'even';
    expect(`${bytes}`).toBe(`<127.0.0.1:${localPort}> ${odd} ${front}:8000 TCP 000\n`);
    expect(end).toBe('fin');
  });

  describe('with several servers', () => {
    async function two(settings: string, servers: (live: ScriptedOrigin) => string) {
      const live = await scriptedOrigin(b);
      const proxy = await startStream(
        engine,
        `upstream u { ${servers(live)} }
         server { listen ${front}:8000; proxy_pass u; ${settings} }`,
      );
      return { proxy, live };
    }
    const deadFirst = (live: ScriptedOrigin) => `server ${DEAD}; server ${b}:${live.port};`;

    test('goes on to the next one where the first refuses', async () => {
      const { proxy, live } = await two('', deadFirst);
      const client = await proxy.open();
      (await live.accepted(0)).write('hi');
      await client.until((text) => text === 'hi');
      expect([...proxy.groups.stream.all].flatMap(({ peers }) => peers)).toMatchObject([
        { fails: 1, attached: { size: 0 } },
        { fails: 0, attached: { size: 1 } },
      ]);
    });

    test.each([
      ['proxy_next_upstream off', 'proxy_next_upstream off;'],
      ['proxy_next_upstream_tries 1', 'proxy_next_upstream_tries 1;'],
    ])('does not under %s', async (_, settings) => {
      const { proxy, live } = await two(settings, deadFirst);
      const client = await proxy.open();
      expect((await client.ended()).bytes.length).toBe(0);
      expect(live.connections.length).toBe(0);
    });

    test('leaves one that is full aside, and closes where all are', async () => {
      const { proxy, live } = await two('', ({ port }) => `server ${b}:${port} max_conns=1;`);
      const first = await proxy.open();
      await live.accepted(0);
      expect((await (await proxy.open()).ended()).bytes.length).toBe(0);
      first.socket.end();
      await first.ended();
      await proxy.open();
      await live.accepted(1);
    });

    test('passes to none that is marked down, and cuts nothing that is established', async () => {
      const { proxy, live } = await two('', ({ port }) => `server ${b}:${port};`);
      const client = await proxy.open();
      const upstream = await live.accepted(0);
      proxy.mark({ part: 'stream', upstream: 'u', server: `${b}:${live.port}` }, 'down');
      expect((await (await proxy.open()).ended()).bytes.length).toBe(0);
      client.write('still here');
      await upstream.until((text) => text === 'still here');
    });
  });

  test('is closed when a variable names neither an upstream nor an address with a port', async () => {
    const proxy = await startStream(
      engine,
      `map $remote_addr $to { default ${a}; } server { listen ${front}:8000; proxy_pass $to; }`,
    );
    expect((await (await proxy.open()).ended()).bytes.length).toBe(0);
  });

  test.runIf(engines.includes('epoll'))(
    'goes to the next server when proxy_connect_timeout has passed',
    async () => {
      const [full, live] = [await fullOriginHere(b), await scriptedOrigin(a)];
      const proxy = await startStream(
        engine,
        `upstream u { server ${b}:${full.port}; server ${a}:${live.port} backup; }
         server { listen ${front}:8000; proxy_pass u; proxy_connect_timeout 100ms; }`,
      );
      const client = await proxy.open();
      client.write('hi');
      await (await live.accepted(0)).until((text) => text === 'hi');
    },
  );
});

describe.each(engines)('a TCP server marked down, on the %s engine', (engine) => {
  async function draining() {
    const origin = await scriptedOrigin(a);
    const server = { part: 'stream', upstream: 'u', server: `${a}:${origin.port}` } as const;
    const proxy = await startStream(
      engine,
      `upstream u { server ${server.server}; drain_timeout 200ms; }
       server { listen ${front}:8000; proxy_pass u; }`,
    );
    const client = await proxy.open();
    const upstream = await origin.accepted(0);
    client.write('hello');
    await upstream.until((text) => text === 'hello');
    return { proxy, client, upstream, down: () => proxy.mark(server, 'down') };
  }

  test('has its sessions ended in order: last words delivered, then FIN', async () => {
    const { proxy, client, upstream, down } = await draining();
    down();
    await once(upstream.socket, 'end');
    client.write('too late');
    upstream.socket.end('last words');
    const { bytes, end } = await client.ended();
    expect([`${bytes}`, end]).toEqual(['last words', 'fin']);
    expect(upstream.text).toBe('hello');
    proxy.quit();
    await proxy.emptied();
  });
});
