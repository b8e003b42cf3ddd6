import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/lib/clock.js';
import { Generator } from '../../src/load/generator.js';
import type { ClientConnection, ClientRequest } from '../../src/model/ledger.js';
import type { SessionSpec } from '../../src/model/scenario.js';
import { createLoop } from '../../src/net/create-loop.js';
import type { Loop } from '../../src/net/loop.js';
import { loopback } from '../support/loopback.js';
import { planOf } from './plan.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const IDLE: SessionSpec = { kind: 'idle' };
const TUNNEL: SessionSpec = { kind: 'tunnel', everyMs: 10, messageBytes: 8 };

/** What a server does with the data of its nth connection. */
type Script = (socket: Socket, bytes: Buffer, nth: number) => void;

describe('a connection whose peer does wrong', () => {
  let loop: Loop;
  let server: Server;
  let load: Generator;
  const connections: ClientConnection[] = [];
  const requests: ClientRequest[] = [];

  beforeEach(async () => {
    loop = await createLoop();
    connections.length = 0;
    requests.length = 0;
  });

  afterEach(async () => {
    await load.finish(0);
    loop.close();
    server.close();
  });

  async function against(script: Script, session: SessionSpec = IDLE, reconnect = false) {
    let accepted = 0;
    server = createServer({ allowHalfOpen: true }, (socket) => {
      const nth = accepted++;
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => script(socket, bytes, nth));
      socket.on('end', () => socket.end());
    });
    await new Promise<void>((resolve) => server.listen(0, loopback(40), resolve));
    const { port } = server.address() as AddressInfo;
    const originMs = monotonicMs();
    load = new Generator({
      loop,
      plan: planOf(session, { address: loopback(40), port }, { originMs, reconnect }),
      part: { worker: 0, workers: 1 },
      now: () => monotonicMs() - originMs,
      takeConnection: (connection) => connections.push(connection),
      takeRequest: (request) => requests.push(request),
    });
    load.start(0);
  }

  async function ended(count = 1): Promise<void> {
    while (connections.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  it.each([
    ['FIN inside a body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart', 'cut'],
    ['FIN inside a head', 'HTTP/1.1 200', 'cut'],
    ['FIN instead of an answer', '', 'unanswered'],
  ])('%s', async (_name, text, outcome) => {
    await against((socket) => socket.end(text));
    await ended();
    expect(requests).toMatchObject([{ id: '0-0', outcome }]);
    expect(connections).toMatchObject([{ end: 'peer-fin', announcedClose: false }]);
    expect(connections[0]?.peerFinMs).not.toBeNull();
  });

  it('RST inside a body', async () => {
    await against((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart', () =>
        setImmediate(() => socket.resetAndDestroy()),
      ),
    );
    await ended();
    expect(requests).toMatchObject([{ outcome: 'reset' }]);
    expect(connections).toMatchObject([{ end: 'rst' }]);
  });

  it.each([
    ['an answer that is none', 'hello there\r\n\r\n', null],
    ['more bytes than the answer has', `${OK}!`, 200],
  ])('%s', async (_name, text, status) => {
    await against((socket) => socket.write(text));
    await ended();
    expect(requests).toMatchObject([{ outcome: 'corrupt', status }]);
    expect(connections).toMatchObject([{ end: 'given-up' }]);
  });

  it('bytes that nobody asked for', async () => {
    await against((socket) => socket.write(OK, () => setTimeout(() => socket.write(OK), 5)));
    await ended();
    expect(requests).toMatchObject([{ outcome: 'complete' }]);
    expect(connections).toMatchObject([{ end: 'given-up' }]);
  });

  it('an announced close is told from a silent one, and is no fault', async () => {
    await against((socket) => socket.end(OK.replace('\r\n', '\r\nConnection: close\r\n')));
    await ended();
    expect(requests).toMatchObject([{ outcome: 'complete' }]);
    expect(connections).toMatchObject([{ end: 'peer-fin', announcedClose: true }]);
  });

  it('a tunnel that echoes wrong bytes', async () => {
    await against((socket, bytes) => {
      const upgrade = bytes.includes('Upgrade');
      socket.write(upgrade ? 'HTTP/1.1 101 Hi\r\nUpgrade: tidegate-echo\r\n\r\n' : bytes.reverse());
    }, TUNNEL);
    await ended();
    expect(requests).toMatchObject([{ outcome: 'corrupt', status: 101 }]);
  });

  it('a tunnel that swallows bytes and ends: they are counted', async () => {
    await against((socket, bytes) => {
      if (bytes.includes('Upgrade')) socket.write('HTTP/1.1 101 Hi\r\n\r\n');
      else socket.end(bytes.subarray(0, 3));
    }, TUNNEL);
    await ended();
    expect(requests).toMatchObject([{ outcome: 'cut', bodyBytes: 3 }]);
    expect(connections).toMatchObject([{ end: 'peer-fin', unansweredBytes: 5 }]);
  });

  it('a tunnel that ends in order, every byte echoed, is complete', async () => {
    await against((socket, bytes) => {
      if (bytes.includes('Upgrade')) socket.write('HTTP/1.1 101 Hi\r\n\r\n');
      else socket.end(bytes);
    }, TUNNEL);
    await ended();
    expect(requests).toMatchObject([{ outcome: 'complete', bodyBytes: 8 }]);
    expect(connections).toMatchObject([{ end: 'peer-fin', unansweredBytes: 0 }]);
  });

  it('comes back once, as another connection, and not a third time', async () => {
    await against((socket) => socket.end(OK), IDLE, true);
    await ended(2);
    expect(connections.map(({ index, end }) => [index, end])).toEqual([
      [0, 'peer-fin'],
      [1, 'peer-fin'],
    ]);
    expect(load.counts).toMatchObject({ reconnects: 1, ended: 2, open: 0 });
  });

  it('a refused connect never opened', async () => {
    await against((socket) => socket.end());
    await load.finish(0);
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    connections.length = 0;
    const gone = new Generator({
      loop,
      plan: planOf(IDLE, { address: loopback(40), port }, { connections: 3, reconnect: true }),
      part: { worker: 0, workers: 1 },
      now: monotonicMs,
      takeConnection: (connection) => connections.push(connection),
      takeRequest: (request) => requests.push(request),
    });
    gone.start(monotonicMs());
    await gone.rampDone;
    expect(connections).toMatchObject(Array(3).fill({ end: 'refused', openMs: null }));
    expect(gone.counts).toMatchObject({ failed: 3, connecting: 0, reconnects: 0 });
    await gone.finish(0);
  });

  it('a late answer makes the next periodic request late, and its latency says so', async () => {
    let answers = 0;
    await against((socket) => void setTimeout(() => socket.write(OK), answers++ === 0 ? 100 : 0), {
      kind: 'periodic',
      everyMs: 20,
    });
    while (requests.length < 4) await new Promise((resolve) => setTimeout(resolve, 2));
    const due = requests.map(({ scheduledMs }) => scheduledMs - (requests[0]?.scheduledMs ?? 0));
    expect(due.slice(0, 4)).toEqual([0, 20, 40, 60]);
    const second = requests[1];
    expect((second?.sentMs ?? 0) - (second?.scheduledMs ?? 0)).toBeGreaterThan(50);
  });
});
