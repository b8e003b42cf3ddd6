import { LEAST_LOOPBACK_SOURCES } from '../lib/kernel.js';
import type { DocumentedCapacity } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment } from '../model/hop.js';

/**
 * The documented formula, `(2^24 - 2) * (ports - 1) / 2`, shown beside the exact figures. Its "/ 2"
 * is the soft cliff; its "- 1" has no counterpart in the kernel. The formula is about loopback, so
 * the result is null if no hop uses loopback, or if the range is unknown.
 */
export function documentedCapacity(
  { hops }: Deployment,
  facts: HostFacts,
): DocumentedCapacity | null {
  if (!facts.portRange || !hops.some(({ loopback }) => loopback)) return null;
  const count = facts.portRange[1] - facts.portRange[0] + 1;
  const addresses = LEAST_LOOPBACK_SOURCES;
  return { addresses, ports: count, max: Math.floor((addresses * (count - 1)) / 2) };
}
