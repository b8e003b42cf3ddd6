import type { Transition } from '../../model/ledger.js';

/**
 * Tm, as precisely as it is known. If the frontend reports it, both values are from its reports
 * (workers may report one after the other). If not, it lies between the flip's beginning and Tf +
 * D.
 */
export interface MarkedDown {
  readonly earliestMs: number;
  readonly latestMs: number;
  /** Whether the frontend reported it. */
  readonly told: boolean;
}

/** The part of the run in which it is searched, inclusive. */
interface MarkedDownSearch {
  readonly backend: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The values to use if the frontend does not report it. */
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
