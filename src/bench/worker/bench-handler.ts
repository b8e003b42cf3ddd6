import type { CloseReason, Connection, ConnectionHandler } from '../../net/loop.js';

/** The owner of a bench connection; the owner may have another connection by now. */
export interface ConnectionOwner {
  opened(connection: Connection): void;
  received(connection: Connection, bytes: Buffer, length: number): void;
  peerEnded(connection: Connection): void;
  closed(connection: Connection, reason: CloseReason): void;
}

/** One object for all clients, so that a connection costs no closures. */
export const benchHandler: ConnectionHandler = {
  onOpen: (connection) => owner(connection).opened(connection),
  onData: (connection, bytes, length) => owner(connection).received(connection, bytes, length),
  // The same request is sent repeatedly, so pipelining bounds what waits to be sent.
  onDrain: () => undefined,
  onEnd: (connection) => owner(connection).peerEnded(connection),
  onClose: (connection, reason) => owner(connection).closed(connection, reason),
};

function owner(connection: Connection): ConnectionOwner {
  return connection.owner as ConnectionOwner;
}
