import type { CloseReason, Connection, ConnectionHandler } from '../net/loop.js';

/** What hangs on a bench connection as its owner; it may own another one by now. */
export interface ConnectionOwner {
  opened(connection: Connection): void;
  received(connection: Connection, bytes: Buffer, length: number): void;
  peerEnded(connection: Connection): void;
  closed(connection: Connection, reason: CloseReason): void;
}

/** One for all clients: a connection costs no closures. */
export const benchHandler: ConnectionHandler = {
  onOpen: (connection) => owner(connection).opened(connection),
  onData: (connection, bytes, length) => owner(connection).received(connection, bytes, length),
  // The same request goes out again and again: what waits to be sent is bounded by the pipelining.
  onDrain: () => undefined,
  onEnd: (connection) => owner(connection).peerEnded(connection),
  onClose: (connection, reason) => owner(connection).closed(connection, reason),
};

function owner(connection: Connection): ConnectionOwner {
  return connection.owner as ConnectionOwner;
}
