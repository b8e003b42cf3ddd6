import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSocketDiag, type SocketDiag } from '../../../src/host/sockets/socket-diag.js';
import { loopback } from '../../support/loopback.js';

const diag = await openSocketDiag();

describe.skipIf(diag === null)('the kernel’s own view of sockets', () => {
  // The body of a skipped block is evaluated all the same.
  const { list } = (diag ?? {}) as SocketDiag;
  let server: Server;
  let clients: Socket[];
  let accepted: Socket[];

  async function listen(address: string): Promise<number> {
    server.listen(0, address);
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  }

  async function open(address: string, port: number): Promise<Socket> {
    const client = connect(port, address);
    clients.push(client);
    await Promise.all([once(client, 'connect'), once(server, 'connection')]);
    return client;
  }

  beforeEach(() => {
    clients = [];
    accepted = [];
    server = createServer((socket) => accepted.push(socket)).setMaxListeners(0);
  });

  afterEach(async () => {
    for (const socket of [...clients, ...accepted]) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  test('both ends of a connection, each from its own side', async () => {
    const port = await listen(loopback(10));
    const client = await open(loopback(10), port);
    const ours = { localPort: client.localPort, remotePort: port, remoteAddress: loopback(10) };
    expect(list({ address: loopback(10), port }, 'to')).toMatchObject([ours]);
    expect(list({ address: loopback(10), port }, 'at')).toMatchObject([
      { localPort: port, localAddress: loopback(10), remotePort: client.localPort },
    ]);
    expect(list({ address: loopback(11), port }, 'to')).toEqual([]);
  });

  test('how long ago data last moved, in either direction', async () => {
    const port = await listen(loopback(10));
    const client = await open(loopback(10), port);
    await delay(150);
    const idle = list({ address: loopback(10), port }, 'to')[0]?.idleMs ?? 0;
    expect(idle).toBeGreaterThanOrEqual(120);
    accepted[0]?.write('x');
    await once(client, 'data');
    expect(list({ address: loopback(10), port }, 'to')[0]?.idleMs).toBeLessThan(idle);
  });

  test('an IPv4 peer of a dual-stack listener is found by its IPv4 address', async () => {
    const port = await listen('::');
    const client = await open(loopback(12), port);
    expect(list({ address: loopback(12), port }, 'at')).toMatchObject([
      { localAddress: loopback(12), remotePort: client.localPort },
    ]);
  });

  test('more sockets than one buffer of the kernel holds', async () => {
    const port = await listen(loopback(10));
    await Promise.all(Array.from({ length: 300 }, () => open(loopback(10), port)));
    const looks = list({ address: loopback(10), port }, 'to');
    expect(new Set(looks.map(({ localPort }) => localPort)).size).toBe(300);
  });
});
