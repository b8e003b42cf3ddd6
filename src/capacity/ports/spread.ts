import type { Hop } from '../../model/hop.js';

/**
 * How a hop's connections spread over its sources, and what that means for a limit that each source
 * has for itself. Null = there is no limit on the sources.
 */
export interface Spread {
  /** Number of sources that are ever chosen. */
  readonly reachable: number;
  /** Share of the source that is chosen most, 0..1. */
  readonly largestShare: number;
}

export function spreadOf(hop: Pick<Hop, 'sources'>): Spread | null {
  const { count, distribution } = hop.sources;
  if (count === null) return null;
  if (!distribution) return { reachable: count, largestShare: count === 0 ? 0 : 1 / count };
  const weights = distribution.buckets.map((bucket) => bucket.weight).filter((one) => one > 0);
  return { reachable: weights.length, largestShare: largestOf(weights) };
}

/**
 * Without spreading into Math.max, because a map may have more sources than a call can have
 * arguments.
 */
export function largestOf(weights: readonly number[]): number {
  return weights.reduce((largest, weight) => Math.max(largest, weight), 0);
}

/**
 * How many connections there are when the source that is chosen most is full: the least over the
 * sources of capacity / share.
 */
export function first(perSource: number, spread: Spread): number {
  if (spread.largestShare === 0) return 0;
  // Even shares are 1/S, and 1/(1/S) may be slightly below S.
  return Math.floor(perSource / spread.largestShare + 1e-6);
}
