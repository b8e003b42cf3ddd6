import type { CloseReason, Connection, ConnectionHandler } from '../net/loop.js';

/** The owner of a load connection. */
export interface ConnectionOwner {
  opened(): void;
  received(bytes: Buffer, length: number): void;
  peerEnded(): void;
  closed(reason: CloseReason): void;
}

/** One object for all clients, so that a held connection costs no closures. */
export const clientHandler: ConnectionHandler = {
  onOpen: (connection) => owner(connection).opened(),
  onData: (connection, bytes, length) => owner(connection).received(bytes, length),
  // Sessions read `pendingBytes` when their next piece is due.
  onDrain: () => undefined,
  onEnd: (connection) => owner(connection).peerEnded(),
  onClose: (connection, reason) => owner(connection).closed(reason),
};

function owner(connection: Connection): ConnectionOwner {
  return connection.owner as ConnectionOwner;
}
