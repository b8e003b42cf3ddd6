import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/lib/clock.js';
import { Generator } from '../../src/load/generator.js';
import type { ClientConnection, ClientRequest } from '../../src/model/ledger.js';
import type { SessionSpec } from '../../src/model/scenario.js';
import { createLoop } from '../../src/net/create-loop.js';
import type { Loop } from '../../src/net/loop.js';
import type { WatchPlan } from '../../src/plan/load-plan.js';
import { loopback } from '../support/loopback.js';
import { planOf } from './plan.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const PATIENCE_MS = 300;

describe('what a load waits for, and what it opens beside itself', () => {
  let loop: Loop;
  let server: Server;
  let load: Generator;
  let sockets: Set<Socket>;
  const connections: ClientConnection[] = [];
  const requests: ClientRequest[] = [];

  beforeEach(async () => {
    loop = await createLoop();
    sockets = new Set();
    connections.length = 0;
    requests.length = 0;
  });

  afterEach(async () => {
    await load.finish(0);
    loop.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  async function against(
    answer: (socket: Socket, head: string) => void,
    session: SessionSpec,
    watch: WatchPlan = { visitsPerSecond: 0, racers: 0 },
  ): Promise<void> {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => answer(socket, bytes.toString('latin1')));
    });
    await new Promise<void>((resolve) => server.listen(0, loopback(42), resolve));
    const { port } = server.address() as AddressInfo;
    const originMs = monotonicMs();
    load = new Generator({
      loop,
      plan: planOf(
        session,
        { address: loopback(42), port },
        {
          connections: 2,
          headerFields: 'Authorization: Bearer ebb\r\n',
          originMs,
          patienceMs: PATIENCE_MS,
          watch,
        },
      ),
      part: { worker: 0, workers: 1 },
      now: () => monotonicMs() - originMs,
      takeConnection: (connection) => connections.push(connection),
      takeRequest: (request) => requests.push(request),
    });
    load.start(0);
  }

  async function until(done: () => boolean): Promise<void> {
    while (!done()) await delay(10);
  }

  it.each<[string, string]>([
    ['never answers', ''],
    ['withholds the last byte of a body', OK.slice(0, -1)],
    [
      'withholds the last chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n',
    ],
    ['stops inside the head', 'HTTP/1.1 200 OK\r\nContent-'],
  ])('gives a request up that a server %s', async (_what, bytes) => {
    await against((socket) => socket.write(bytes), { kind: 'idle' });
    await until(() => connections.length === 2);
    expect(connections).toMatchObject([{ end: 'timeout' }, { end: 'timeout' }]);
    expect(requests).toMatchObject([{ outcome: 'timeout' }, { outcome: 'timeout' }]);
    for (const { endMs, sentMs } of requests) {
      expect((endMs ?? 0) - sentMs).toBeGreaterThanOrEqual(PATIENCE_MS);
    }
  });

  it('waits for a paced response as long as it asks to last, and then for its patience', async () => {
    await against(() => undefined, { kind: 'response', lastsMs: [400, 400], bodyBytes: 10 });
    await until(() => requests.length === 2);
    for (const { endMs, sentMs, lastsMs } of requests) {
      expect(lastsMs).toBe(400);
      expect((endMs ?? 0) - sentMs).toBeGreaterThanOrEqual(400 + PATIENCE_MS);
    }
  });

  it('gives a tunnel up on which nothing comes back any more, and keeps one that answers', async () => {
    let opened = 0;
    await against(
      (socket, text) => {
        if (!text.startsWith('GET ')) return;
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tidegate-echo\r\n\r\n',
        );
        if (opened++ === 0) socket.on('data', (bytes) => socket.write(bytes));
      },
      { kind: 'tunnel', everyMs: 40, messageBytes: 8 },
    );
    await until(() => connections.length === 1);
    expect(connections).toMatchObject([{ end: 'timeout' }]);
    expect(requests).toMatchObject([{ outcome: 'timeout', status: 101 }]);
    expect(load.counts.open).toBe(1);
  });

  it('opens new clients and racers beside the load, and counts neither with it', async () => {
    await against(
      (socket) => socket.write(OK),
      { kind: 'idle' },
      { visitsPerSecond: 100, racers: 3 },
    );
    await load.rampDone;
    load.watch();
    await until(() => connections.filter(({ kind }) => kind === 'visit').length >= 5);
    expect(load.counts).toMatchObject({ planned: 2, open: 2, opened: 2, requests: 2 });
    await load.finish(2000);
    const ends = new Set(connections.map(({ end }) => end));
    expect([...ends]).toEqual(['held']);
    const racing = requests.filter(({ kind }) => kind === 'race');
    expect(new Set(racing.map(({ connection }) => connection)).size).toBe(3);
    expect(racing.length).toBeGreaterThan(3);
    expect(new Set(connections.map(({ index }) => index)).size).toBe(connections.length);
  });

  it('sends the user’s own header fields, and sums bodies up', async () => {
    const heads: string[] = [];
    await against(
      (socket, text) => {
        heads.push(text);
        socket.write(OK);
      },
      { kind: 'idle' },
    );
    await load.rampDone;
    expect(heads[0]).toContain('\r\nAuthorization: Bearer ebb\r\n');
    // CRC-32 of "ok" (ISO 3309).
    expect(requests).toMatchObject([
      { framing: 'length', digest: 0x79dc_dd47 },
      { framing: 'length', digest: 0x79dc_dd47 },
    ]);
  });

  it('tells two redirects apart by where they lead', async () => {
    const redirect = (to: string): string =>
      `HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`;
    let n = 0;
    await against((socket) => socket.write(redirect(n++ === 0 ? '/home' : '/sorry')), {
      kind: 'idle',
    });
    await load.rampDone;
    expect(new Set(requests.map(({ digest }) => digest)).size).toBe(2);
  });
});
