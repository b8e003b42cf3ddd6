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

/** A method is whatever a stranger sends: where there are too many, none is counted. */
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

/** What is left of the counts in a ledger; null = every request has its row. */
export function thinnedArrivals(
  requests: CountedTable<ServerRequest, ArrivalCell>,
): ThinnedArrivals | null {
  if (!isThinned(requests.limits)) return null;
  const { ordinary, disturbed, wrong } = requests.limits;
  const counts = requests.counts();
  const arrivals = counts.map(([{ shelf: _shelf, ...cell }, count]) => ({ ...cell, count }));
  return { arrivals, below: Math.min(ordinary, disturbed, wrong) };
}
