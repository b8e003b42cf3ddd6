import type { Hop } from '../../model/hop.js';
import { largestOf } from './spread.js';

/**
 * The standard deviation, in connections, of the first failure of a hashed split; null if no hash
 * distributes the connections.
 *
 * A source of capacity c is full when a hash of share p has given it c connections. The number of
 * connections until then has a negative binomial distribution: its mean is c / p, its variance c (1
 * - p) / p^2, hence the deviation sqrt(c (1 - p)) / p. Of several sources with the largest share,
 * the first is full earlier than the mean, by about sqrt(2 ln k) deviations for k of them (the
 * expected minimum of k normal variables, leading term).
 *
 * @param perSource c, the ports of one source over all destinations
 */
export function hashSpread({ sources }: Hop, perSource: number): number | null {
  const { distribution } = sources;
  if (!distribution?.hashed) return null;
  const largest = largestOf(distribution.buckets.map(({ weight }) => weight));
  if (largest === 0) return null;
  return Math.round(Math.sqrt(perSource * (1 - largest)) / largest);
}
