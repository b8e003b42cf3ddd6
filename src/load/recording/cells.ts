import type { OwnShelf } from '../../lib/thinning/shelves.js';
import { Tally } from '../../lib/thinning/tally.js';
import type {
  ClientConnection,
  ClientRequest,
  ConnectionTally,
  RequestTally,
} from '../../model/ledger.js';

/** What requests are counted by; `shelf` keeps the shelves apart. */
export interface RequestCell extends Omit<RequestTally, 'count'> {
  readonly shelf: OwnShelf;
}

export type ConnectionCell = Omit<ConnectionTally, 'count'>;

export function requestCell(
  { kind, method, outcome, status, backend }: ClientRequest,
  shelf: OwnShelf,
): RequestCell {
  return { kind, method, outcome, status, backend, shelf };
}

/** @param planned how many connections the load has by its plan */
export function connectionCell(
  { index, kind, end, announcedClose, openMs }: ClientConnection,
  planned: number,
): ConnectionCell {
  return { kind, end, announcedClose, planned: index < planned, opened: openMs !== null };
}

/**
 * The peer chooses the name of a backend. If there are too many names, requests are counted without
 * them.
 */
export function tallyRequests(): Tally<RequestCell> {
  return new Tally(
    ({ kind, method, outcome, status, backend, shelf }) =>
      `${kind} ${method} ${outcome} ${status} ${shelf} ${backend}`,
    (cell) => ({ ...cell, backend: null }),
  );
}

export function tallyConnections(): Tally<ConnectionCell> {
  return new Tally(
    ({ kind, end, announcedClose, planned, opened }) =>
      `${kind} ${end} ${announcedClose} ${planned} ${opened}`,
    (cell) => cell,
  );
}
