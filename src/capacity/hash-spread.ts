import type { Hop } from '../model/hop.js';
import { largestOf } from './spread.js';

/**
 * By how much the first failure of a hashed split scatters, connections (one standard
 * deviation); null where no hash deals them out.
 *
 * A source of capacity c is full when a hash of share p has dealt it c connections. The number of
 * connections until then is negative binomial: its mean is c / p, its variance c (1 - p) / p^2,
 * hence a deviation of sqrt(c (1 - p)) / p. Of several sources with the largest share the first
 * to be full comes earlier than the mean, by about sqrt(2 ln k) deviations for k of them (the
 * expected minimum of k normal variables, leading term).
 *
 * @param perSource c, the ports of one source over all destinations.
 */
export function hashSpread({ sources }: Hop, perSource: number): number | null {
  const { distribution } = sources;
  if (!distribution?.hashed) return null;
  const largest = largestOf(distribution.buckets.map(({ weight }) => weight));
  if (largest === 0) return null;
  return Math.round(Math.sqrt(perSource * (1 - largest)) / largest);
}
