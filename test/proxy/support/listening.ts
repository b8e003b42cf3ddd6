import { once } from 'node:events';
import type { Server, Socket } from 'node:net';

export interface Listening {
  readonly port: number;
  /** Closes it, and every connection it has. */
  close(): Promise<void>;
}

/** Lets a server listen, on a free port by default. Broken connections are ignored. */
export async function listening(server: Server, address: string, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  server.listen(port, address);
  await once(server, 'listening');
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
