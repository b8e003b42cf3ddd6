/** The state of a fleet, in numbers. */
export interface Counts {
  /** Planned connections of this worker, or of the fleet. */
  planned: number;
  connecting: number;
  /** Open now. */
  open: number;
  /** Have been open, reconnects included. */
  opened: number;
  /** Never opened. */
  failed: number;
  /** Ended by the peer after they were open. */
  ended: number;
  reconnects: number;
  /** Requests sent, and how many of them have no whole response yet. */
  requests: number;
  inFlight: number;
}

export function noCounts(): Counts {
  return {
    planned: 0,
    connecting: 0,
    open: 0,
    opened: 0,
    failed: 0,
    ended: 0,
    reconnects: 0,
    requests: 0,
    inFlight: 0,
  };
}

/** The sum over workers. */
export function addCounts(all: Iterable<Counts>): Counts {
  const sum = noCounts();
  for (const counts of all) {
    for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name];
  }
  return sum;
}
