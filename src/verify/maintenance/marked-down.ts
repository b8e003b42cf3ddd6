import type { Transition } from '../../model/ledger.js';

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

/** Where in the run to look for it, inclusive. */
interface MarkedDownSearch {
  readonly backend: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** When it was where the frontend does not tell. */
  readonly untold: Omit<MarkedDown, 'told'>;
}

export function findMarkedDown(
  transitions: readonly Transition[],
  { backend, fromMs, toMs, untold }: MarkedDownSearch,
): MarkedDown {
  const downs = transitions
    .filter((change) => change.backend === backend && change.state === 'down')
    .map((change) => change.atMs)
    .filter((atMs) => atMs >= fromMs && atMs <= toMs)
    .sort((a, b) => a - b);
  const [earliestMs] = downs;
  if (earliestMs === undefined) return { ...untold, told: false };
  return { earliestMs, latestMs: downs.at(-1) ?? earliestMs, told: true };
}
