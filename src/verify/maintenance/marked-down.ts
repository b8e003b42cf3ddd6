import type { Ledger } from '../../model/ledger.js';

/**
 * Tm as closely as it is known. Where the frontend tells, both are its own words (workers may
 * tell one after the other); where it does not, it was some time between the flip's begin
 * and Tf + D.
 */
export interface MarkedDown {
  readonly earliestMs: number;
  readonly latestMs: number;
  /** The frontend said so. */
  readonly told: boolean;
}

/** Where in the run to look for it. */
export interface MarkedDownSearch {
  /** D. */
  readonly detectMs: number;
  /** End of the run. */
  readonly endMs: number;
  /** The flip is noted after the rename: what follows from it may be noted this much before. */
  readonly slackMs: number;
}

/** null = maintenance was never switched on. */
export function findMarkedDown(ledger: Ledger, search: MarkedDownSearch): MarkedDown | null {
  const { onMs, offMs, backend } = ledger.flip;
  if (onMs === null) return null;
  const beganMs = ledger.flip.onBeganMs ?? onMs;
  const downs = ledger.transitions
    .filter((change) => change.backend === backend && change.state === 'down')
    .map((change) => change.atMs)
    .filter((atMs) => atMs >= beganMs - search.slackMs && atMs <= (offMs ?? search.endMs))
    .sort((a, b) => a - b);
  const [earliestMs] = downs;
  if (earliestMs === undefined) {
    return { earliestMs: beganMs, latestMs: onMs + search.detectMs, told: false };
  }
  return { earliestMs, latestMs: downs.at(-1) ?? earliestMs, told: true };
}
