import type { CountedTable } from '../lib/thinning/counted-table.js';
import { isThinned, type OwnShelf } from '../lib/thinning/shelves.js';
import { Tally } from '../lib/thinning/tally.js';
import type {
  ArrivalTally,
  ServerRequest,
  ServerSocket,
  ThinnedArrivals,
} from '../model/ledger.js';

/** What requests are counted by; `shelf` keeps the shelves apart. */
export interface ArrivalCell extends Omit<ArrivalTally, 'count'> {
  readonly shelf: OwnShelf;
}

export type SocketCell = Pick<ServerSocket, 'end' | 'carriedLoad'>;

/** The client chooses the method. If there are too many methods, requests are counted without them. */
export const ARRIVALS = {
  tally: () =>
    new Tally<ArrivalCell>(
      ({ method, health, outcome, shelf }) => `${method} ${health} ${outcome} ${shelf}`,
      (cell) => ({ ...cell, method: '' }),
    ),
  cellOf: ({ method, health, outcome }: ServerRequest, shelf: OwnShelf): ArrivalCell => ({
    method,
    health,
    outcome,
    shelf,
  }),
};

export const SOCKETS = {
  tally: () =>
    new Tally<SocketCell>(
      ({ end, carriedLoad }) => `${end} ${carriedLoad}`,
      (cell) => cell,
    ),
  cellOf: ({ end, carriedLoad }: ServerSocket): SocketCell => ({ end, carriedLoad }),
};

/** The counts that a ledger keeps; null = every request has its row. */
export function thinnedArrivals(
  requests: CountedTable<ServerRequest, ArrivalCell>,
): ThinnedArrivals | null {
  if (!isThinned(requests.limits)) return null;
  const { ordinary, disturbed, wrong } = requests.limits;
  const counts = requests.counts();
  const arrivals = counts.map(([{ shelf: _shelf, ...cell }, count]) => ({ ...cell, count }));
  return { arrivals, below: Math.min(ordinary, disturbed, wrong) };
}
