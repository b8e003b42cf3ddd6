import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TidegateError } from '../../src/lib/errors.js';
import { createLoop } from '../../src/net/create-loop.js';
import { endChildrenAfterEach, message, startFixture } from '../net/support/child.js';
import { dial, engines, loopsFor, serve } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';

describe.each(engines)('opening connections, engine %s', (engine) => {
  const newLoop = loopsFor(engine);
  endChildrenAfterEach();

  it('accepts, and both ends agree on the 4-tuple', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1));
    const { probe, connection } = dial(loop, server.listener);
    expect(connection.state).toBe('connecting');
    await probe.saw('open');
    const accepted = (await server.accepted()).connection;
    expect(connection.state).toBe('open');
    expect(accepted?.state).toBe('open');
    expect(connection.remoteAddress).toBe(loopback(1));
    expect(connection.remotePort).toBe(server.listener.port);
    expect(accepted?.remoteAddress).toBe(connection.localAddress);
    expect(accepted?.remotePort).toBe(connection.localPort);
    expect(accepted?.localAddress).toBe(loopback(1));
    expect(accepted?.localPort).toBe(server.listener.port);
    expect(loop.size).toBe(2);
  });

  it('speaks IPv6', async () => {
    const loop = await newLoop();
    const server = await serve(loop, '::1');
    expect(server.listener.address).toBe('::1');
    const { probe, connection } = dial(loop, server.listener);
    await probe.saw('open');
    expect(connection.localAddress).toBe('::1');
    expect((await server.accepted()).connection?.remoteAddress).toBe('::1');
  });

  it('shows IPv4 clients of an IPv6 wildcard listener as mapped addresses', async () => {
    const loop = await newLoop();
    const server = await serve(loop, '::');
    const { probe } = dial(loop, { address: loopback(1), port: server.listener.port });
    await probe.saw('open');
    const accepted = (await server.accepted()).connection;
    expect(accepted?.localAddress).toBe(`::ffff:${loopback(1)}`);
  });

  it.each(['late', 'early'] as const)(
    'binds %s to the source address it is given',
    async (mode) => {
      const loop = await newLoop();
      const server = await serve(loop, loopback(1));
      const { probe, connection } = dial(loop, server.listener, {
        bind: { mode, address: loopback(2) },
      });
      await probe.saw('open');
      expect(connection.localAddress).toBe(loopback(2));
      expect(connection.localPort).toBeGreaterThan(0);
      expect((await server.accepted()).connection?.remoteAddress).toBe(loopback(2));
    },
  );

  it('binds explicitly to exactly the port it is given, to several destinations at once', async () => {
    const loop = await newLoop();
    const servers = await Promise.all([serve(loop, loopback(1)), serve(loop, loopback(3))]);
    const bind = { mode: 'explicit', address: loopback(2), port: 20_001 } as const;
    for (const server of servers) {
      const { probe, connection } = dial(loop, server.listener, { bind });
      expect(connection.localPort).toBe(20_001);
      await probe.saw('open');
      const accepted = (await server.accepted()).connection;
      expect(`${accepted?.remoteAddress}:${accepted?.remotePort}`).toBe(`${loopback(2)}:20001`);
    }
  });

  it('has no port for a 4-tuple that is taken', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1));
    const bind = { mode: 'explicit', address: loopback(2), port: 20_002 } as const;
    await dial(loop, server.listener, { bind }).probe.saw('open');
    const second = dial(loop, server.listener, { bind });
    expect(await second.probe.closed()).toBe('no-port');
    expect(second.probe.story).toEqual(['close:no-port']);
    expect(second.connection.state).toBe('closed');
  });

  it('has a sole port for one connection, and for another when that is over', async () => {
    const loop = await newLoop();
    const { listener: one } = await serve(loop, loopback(1));
    const { listener: other } = await serve(loop, loopback(3));
    const bind = { mode: 'sole', address: loopback(2), port: 20_003 } as const;
    const first = dial(loop, one, { bind });
    expect(first.connection.localPort).toBe(20_003);
    await first.probe.saw('open');
    // libuv shares the port too, but only with other destinations.
    const second = dial(loop, loop.engine === 'node' ? one : other, { bind });
    expect(await second.probe.closed()).toBe('no-port');
    first.connection.reset();
    await first.probe.closed();
    await dial(loop, other, { bind }).probe.saw('open');
  });

  it.each([
    ['late', '203.0.113.9'],
    ['early', '203.0.113.9'],
    ['late', '::1'],
  ] as const)('finds no address to bind %s to: %s', async (mode, address) => {
    const loop = await newLoop();
    const { listener } = await serve(loop, loopback(1));
    const { probe } = dial(loop, listener, { bind: { mode, address } });
    expect(await probe.closed()).toBe('no-address');
  });

  it('is refused where nobody listens', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1));
    server.listener.close();
    const { probe } = dial(loop, { address: loopback(1), port: server.listener.port });
    expect(await probe.closed()).toBe('refused');
    expect(loop.size).toBe(0);
  });

  it('cannot reach what has no route', async () => {
    const loop = await newLoop();
    // Packets with a loopback source may not leave the host (RFC 1122 3.2.1.3).
    const { probe } = dial(
      loop,
      { address: '192.0.2.1', port: 9 },
      {
        bind: { mode: 'early', address: loopback(2) },
        timeoutMs: 5000,
      },
    );
    expect(['unreachable', 'timeout']).toContain(await probe.closed());
  });

  it.runIf(engines.includes('epoll'))('gives up a connect that nobody answers', async () => {
    // A listener that never accepts: when its queue (backlog + 1) is full, the kernel drops SYNs.
    const mute = await createLoop('epoll');
    const listener = await mute.listen({
      on: { address: loopback(1), port: 0 },
      backlog: 1,
      paused: true,
      accept: () => expect.unreachable(),
    });
    const loop = await newLoop();
    const clients = Array.from({ length: 8 }, () => dial(loop, listener, { timeoutMs: 400 }));
    const unanswered = clients.at(-1);
    expect(await unanswered?.probe.closed()).toBe('timeout');
    expect(unanswered?.probe.story).toEqual(['close:timeout']);
    mute.close();
  });

  it('counts what it tries to open, and lets it be given up', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1));
    const { probe, connection } = dial(loop, server.listener);
    expect(loop.size).toBe(1);
    connection.close();
    expect(connection.state).toBe('closed');
    expect(probe.story).toEqual([]);
    expect(await probe.closed()).toBe('local');
    expect(probe.story).toEqual(['close:local']);
  });

  it('says that a listening address is in use', async () => {
    const loop = await newLoop();
    const { listener } = await serve(loop, loopback(1));
    const error = await failureOf(serve(loop, loopback(1), { on: portOf(listener) }));
    expect(error.code).toBe('LISTEN_IN_USE');
    expect(error.message).toContain(`${loopback(1)}:${listener.port}`);
    expect(error.hint).toBeTruthy();
  });

  it('says that a listening address is in use to one that begins paused, too', async () => {
    const loop = await newLoop();
    const { listener } = await serve(loop, loopback(1));
    const again = serve(loop, loopback(1), { on: portOf(listener), paused: true });
    expect((await failureOf(again)).code).toBe('LISTEN_IN_USE');
  });

  it('says that a listening address is not of this host', async () => {
    const loop = await newLoop();
    const error = await failureOf(serve(loop, '192.0.2.1'));
    expect(error.code).toBe('LISTEN_FAILED');
    expect(error.message).toContain('192.0.2.1');
  });

  it.runIf(privilegedPorts() > 81)('says that it may not listen on a privileged port', async () => {
    const child = startFixture('listen-unprivileged.mjs', [engine, loopback(1), '81']);
    expect(await message(child)).toBe('LISTEN_DENIED');
  });

  it('says that a descriptor is no socket', async () => {
    const loop = await newLoop();
    expect((await failureOf(serve(loop, '', { on: { fd: 9999 } }))).code).toBe('LISTEN_FAILED');
  });

  it('takes address literals only', async () => {
    const loop = await newLoop();
    expect(() => dial(loop, { address: 'localhost', port: 80 })).toThrow(/"localhost"/);
    const to = { address: loopback(1), port: 80 };
    const bind = { mode: 'late', address: 'here' } as const;
    expect(() => dial(loop, to, { bind })).toThrow(/"here"/);
    expect(loop.size).toBe(0);
    expect((await failureOf(serve(loop, 'localhost'))).code).toBe('ADDRESS_BAD');
  });

  it('ends a connection that is closed before it has begun', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1));
    const { connection, probe } = dial(loop, server.listener);
    connection.close();
    expect(await probe.closed()).toBe('local');
    await dial(loop, server.listener).probe.saw('open');
    await server.accepted();
    expect(loop.size).toBe(2);
  });

  it('ends a connection that has not begun when the loop is closed', async () => {
    const loop = await newLoop();
    const server = await serve(await newLoop(), loopback(1));
    const { probe } = dial(loop, server.listener);
    loop.close();
    expect(await probe.closed()).toBe('local');
    expect(loop.size).toBe(0);
    expect(server.probes).toEqual([]);
  });

  it('leaves connections in the queue while the listener is paused', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1));
    server.listener.pause();
    const { probe } = dial(loop, server.listener);
    await probe.saw('open');
    expect(server.probes).toEqual([]);
    server.listener.resume();
    await server.accepted();
  });

  it('begins to accept a listener that began paused', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1), { paused: true });
    expect(server.listener.port).toBeGreaterThan(0);
    expect(server.listener.fd).toBeGreaterThan(2);
    server.listener.resume();
    await dial(loop, server.listener).probe.saw('open');
    await server.accepted();
  });
});

function portOf({ address, port }: { address: string; port: number }) {
  return { address, port };
}

async function failureOf(promise: Promise<unknown>): Promise<TidegateError> {
  return promise.then(
    () => expect.unreachable('it should have failed'),
    (error: TidegateError) => error,
  );
}

/** Ports below this number need a privilege; 0 = the system has no such ports. */
function privilegedPorts(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'latin1'));
  } catch {
    return 0;
  }
}
