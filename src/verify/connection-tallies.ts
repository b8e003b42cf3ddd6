import type { ConnectionTally, Ledger } from '../model/ledger.js';

/** Counts of equal connections: the tallies of the ledger, or one for each row. */
export function* connectionTallies(
  { connections, thinned }: Ledger,
  planned: number,
): Generator<ConnectionTally> {
  if (thinned) return yield* thinned.connections;
  for (const { index, kind, end, announcedClose, openMs } of connections) {
    const opened = openMs !== null;
    yield { kind, end, announcedClose, planned: index < planned, opened, count: 1 };
  }
}
