import type { ConnectionTally, Ledger } from '../model/ledger.js';

/** How many connections were alike: as they were counted, or one by one where each has a row. */
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
