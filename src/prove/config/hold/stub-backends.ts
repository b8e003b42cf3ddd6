import { createServer, type Socket as NodeSocket, type Server } from 'node:net';
import { TidegateError } from '../../../lib/errors.js';
import { socketText } from '../copy/places.js';
import type { Socket } from '../hold-order.js';

/** Called when a client's connection has reached a backend; null = its bytes have no client number. */
type Arrived = (client: number | null) => void;

/** In a header, a FastCGI parameter, or the first bytes of a TCP client. */
const MARK = /tidegate.prove\D{0,3}(\d{6})/i;
const CHECK = /^(?:GET|HEAD|OPTIONS) /;
const WELL = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nOK\n';

/**
 * Backends that accept, read and never answer, so that passed connections are held. They answer
 * only requests without a client's number that look like health checks.
 */
export async function listenAsBackends(
  on: readonly Socket[],
  arrived: Arrived,
): Promise<readonly Server[]> {
  return await Promise.all(on.map((socket) => listen(socket, arrived)));
}

async function listen(on: Socket, arrived: Arrived): Promise<Server> {
  const server = createServer((connection) => hold(connection, arrived));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new TidegateError('STUB_BACKEND_REFUSED', `no backend can listen on ${socketText(on)}`, {
          hint: `It says: ${cause.message}.`,
          cause,
        }),
      );
    });
    const backlog = 4096;
    if ('path' in on) server.listen({ path: on.path, backlog }, resolve);
    else server.listen({ host: on.address, port: on.port, backlog }, resolve);
  });
  return server;
}

function hold(connection: NodeSocket, arrived: Arrived): void {
  let known = false;
  connection.on('error', () => undefined);
  connection.on('data', (bytes) => {
    if (known) return;
    known = true;
    const text = bytes.toString('latin1');
    const mark = MARK.exec(text);
    if (mark) arrived(Number(mark[1]));
    else if (CHECK.test(text)) connection.end(WELL);
    else arrived(null);
  });
}
