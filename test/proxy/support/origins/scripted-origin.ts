import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { RawClient } from '../../../support/http/raw-client.js';
import { listening } from '../listening.js';

/** A server whose connections the test itself answers. */
export interface ScriptedOrigin {
  readonly port: number;
  /** Connections so far, in order. */
  readonly connections: readonly RawClient[];
  /** The `index`-th connection, once it has arrived. */
  accepted(index: number): Promise<RawClient>;
}

/** Listens on a free port of `address` until the test is over. */
export async function scriptedOrigin(address: string): Promise<ScriptedOrigin> {
  const connections: RawClient[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.push(RawClient.of(socket));
    server.emit('accepted');
  });
  const { port, close } = await listening(server, address);
  onTestFinished(close);
  return {
    port,
    connections,
    accepted: async (index) => {
      for (;;) {
        const connection = connections[index];
        if (connection !== undefined) return connection;
        await once(server, 'accepted');
      }
    },
  };
}
