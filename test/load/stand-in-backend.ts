import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A server for the load's tests, made with node:http only. It answers as the bundled backend server
 * does.
 */
export interface StandIn {
  readonly address: string;
  readonly port: number;
  readonly server: Server;
  readonly sockets: ReadonlySet<Socket>;
  /** Ids of the requests that arrived. */
  readonly ids: readonly string[];
  close(): Promise<void>;
}

export async function startStandIn(address: string): Promise<StandIn> {
  const ids: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    ids.push(String(request.headers['x-tidegate-id'] ?? ''));
    response.setHeader('X-Tidegate-Backend', 'a');
    answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket) => {
    ids.push(String(request.headers['x-tidegate-id'] ?? ''));
    socket.on('error', () => undefined);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tidegate-echo\r\nX-Tidegate-Backend: a\r\n\r\n',
    );
    socket.on('data', (bytes: Buffer) => socket.write(bytes));
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address,
    port,
    server,
    sockets,
    ids,
    close: async () => {
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const number = (name: string): number => Number(url.searchParams.get(name));
  if (url.pathname === '/respond') {
    const body = pattern(0, number('bytes'));
    response.setHeader('Content-Length', body.length);
    response.write(body.subarray(0, body.length / 2));
    await delay(number('ms'));
    response.end(body.subarray(body.length / 2));
  } else if (url.pathname === '/stream') {
    for (let at = 0; at * number('every') < number('ms'); at++) {
      response.write(pattern(at * number('bytes'), number('bytes')));
      await delay(number('every'));
    }
    response.end();
  } else if (url.pathname === '/upload') {
    let received = 0;
    for await (const piece of request) received += (piece as Buffer).length;
    response.setHeader('X-Tidegate-Received', received);
    response.end('received\r\n');
  } else {
    response.end('hello\r\n');
  }
}

function pattern(offset: number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (offset + i) % 251));
}
