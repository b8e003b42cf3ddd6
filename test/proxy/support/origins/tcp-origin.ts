import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { listening } from '../listening.js';

/** What a connection sent, and how its other side ended it. */
interface SeenConnection {
  readonly bytes: number;
  readonly hash: string;
  readonly end: 'fin' | 'rst';
}

export interface TcpOrigin {
  /** The next connection that its other side ends. */
  nextEnd(): Promise<SeenConnection>;
  close(): Promise<void>;
}

/** Bytes of the answer to `big`, which ends the connection. */
export const BIG_BYTES = 6_000_000;

/** Longer input is only counted. */
const SHORT_BYTES = 100;

/**
 * A server that says its own and its client's address, and then does what it is told: `fin`, `rst`
 * or `big`. It repeats any other short text, and answers a FIN with the number of bytes that it
 * received.
 */
export async function startTcpOrigin(address: string, port: number): Promise<TcpOrigin> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.write(`${address} ${socket.remoteAddress}\n`);
    serve(socket, (seen) => server.emit('seen', seen));
  });
  const { close } = await listening(server, address, port);
  return {
    nextEnd: async () => {
      const [seen] = await once(server, 'seen');
      return seen as SeenConnection;
    },
    close,
  };
}

function serve(socket: Socket, tell: (seen: SeenConnection) => void): void {
  const hash = createHash('sha1');
  let [bytes, told] = [0, false];
  const ended = (end: SeenConnection['end']): void => {
    if (!told) tell({ bytes, hash: hash.digest('hex'), end });
    told = true;
  };
  socket.on('data', (data) => {
    hash.update(data);
    bytes += data.length;
    // All bytes so far: one piece of a long text may be short.
    if (bytes > SHORT_BYTES) return;
    const said = data.toString('latin1');
    if (said === 'fin') socket.end('bye\n');
    else if (said === 'rst') socket.resetAndDestroy();
    else if (said === 'big') socket.end(Buffer.alloc(BIG_BYTES, 'big'));
    else socket.write(data);
  });
  socket.on('end', () => {
    ended('fin');
    socket.end(`got ${bytes}\n`);
  });
  socket.on('error', () => ended('rst'));
}
