import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/net/loop.js';
import { endChildrenAfterEach, message, startFixture } from '../net/support/child.js';
import { dial, engines, loopsFor, serve } from '../net/support/engines.js';
import { Probe } from '../net/support/probe.js';
import { loopback } from '../support/loopback.js';

interface Accepts {
  readonly port: number;
  readonly accepted: number;
  readonly exhausted: number;
}

describe.each(engines)('descriptors, engine %s', (engine) => {
  const newLoop = loopsFor(engine);
  endChildrenAfterEach();

  it('says that connect has no descriptor left', async () => {
    const loop = await newLoop();
    const { listener } = await serve(loop, loopback(1));
    const args = [engine, loopback(1), `${listener.port}`, '100', 'null'];
    const child = startFixture('count-connects.mjs', args, { setup: 'ulimit -n 80' });
    const tally = await message<Record<string, number>>(child);
    expect(Object.keys(tally).sort()).toEqual(['no-descriptor', 'open']);
    expect((tally['no-descriptor'] ?? 0) + (tally.open ?? 0)).toBe(100);
  });

  // If there is no descriptor left, libuv accepts and closes at once; nothing waits and nothing is
  // reported.
  it.runIf(engine === 'epoll')('accepts on when descriptors come back', async () => {
    const child = startFixture('count-accepts.mjs', [engine, loopback(1)], {
      setup: 'ulimit -n 80',
    });
    const { port } = await message<Accepts>(child);
    const loop = await newLoop();
    const clients = Array.from({ length: 100 }, () => dial(loop, { address: loopback(1), port }));
    await Promise.all(clients.map(({ probe }) => probe.saw('open')));
    const startedMs = performance.now();
    const full = await message<Accepts>(child, ({ exhausted }) => exhausted >= 3);
    expect(full.accepted).toBeLessThan(80);
    // It pauses instead of spinning: there are two pauses of about 100 ms between three reports.
    expect(performance.now() - startedMs).toBeGreaterThan(100);
    for (const { connection } of clients.slice(0, 50)) connection.close();
    await message<Accepts>(child, ({ accepted }) => accepted === 100);
  });

  it('opens and closes thousands of connections and leaks nothing', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1), {
      prepare: (probe) => {
        probe.on.onEnd = (connection) => connection.end();
      },
    });
    const before = openDescriptors();
    const [waves, each] = [2, 1500];
    for (let wave = 0; wave < waves; wave++) {
      const bind = { mode: 'late', address: loopback(10 + wave) } as const;
      const clients = Array.from({ length: each }, () => dial(loop, server.listener, { bind }));
      await Promise.all(clients.map(({ probe }) => probe.saw('open')));
      await server.accepted(each * (wave + 1) - 1);
      expect(loop.size).toBe(2 * each);
      // All ways to end: FIN from either side, close, reset.
      for (const [index, { connection, probe }] of clients.entries()) {
        probe.on.onEnd = (ended) => ended.end();
        if (index % 3 === 0) connection.end();
        else if (index % 3 === 1) connection.close();
        else connection.reset();
      }
      await Promise.all(clients.map(({ probe }) => probe.closed()));
      await Promise.all(server.probes.map((probe) => probe.closed()));
      expect(loop.size).toBe(0);
    }
    expect(server.probes.length).toBe(waves * each);
    // At most, because an earlier test's pipe to its child may have closed in the meantime.
    expect(openDescriptors()).toBeLessThanOrEqual(before);
    server.listener.close();
  });

  it('gives no connection an event of another that had its descriptor before', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1), {
      prepare: (probe) => {
        probe.on.onData = (connection, bytes, length) => connection.write(bytes, 0, length);
        probe.on.onEnd = (connection) => connection.close();
      },
    });
    const width = 100;
    const total = 3000;
    let started = 0;
    let answered = 0;
    const faults: string[] = [];
    const finished = new Promise<void>((resolve) => {
      const start = (): void => {
        const name = `caller ${started++}`;
        const probe = new Probe();
        const connection = loop.connect({ to: endpoint(server.listener), handler: probe });
        connection.write(Buffer.from(name));
        probe.on.onData = (answering: Connection) => {
          if (answering !== connection) faults.push(`${name}: another's event`);
          if (probe.received.toString() !== name) faults.push(`${name}: ${probe.received}`);
          // Frees the descriptor and uses it again, while events of this batch are still waiting.
          connection.reset();
          if (started < total) start();
        };
        probe.on.onClose = (_, reason) => {
          if (reason !== 'local') faults.push(`${name}: ${reason}`);
          if (++answered === total) resolve();
        };
      };
      for (let index = 0; index < width; index++) start();
    });
    await finished;
    expect(faults).toEqual([]);
    await Promise.all(server.probes.map((probe) => probe.closed()));
    for (const probe of server.probes) {
      expect(probe.story.filter((event) => event.startsWith('close:'))).toHaveLength(1);
    }
  });
});

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

function endpoint({ address, port }: { address: string; port: number }) {
  return { address, port };
}
