import type { DocumentedCapacity } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment } from '../model/hop.js';

/** Usable addresses of 127.0.0.0/8 as the documented formula counts them. */
const ADDRESSES = 2 ** 24 - 2;

/**
 * The documented formula, `(2^24 - 2) * (ports - 1) / 2`, shown beside the exact figures.
 * Its "/ 2" is the soft cliff; its "- 1" has no counterpart in the kernel. It is about loopback:
 * null where no hop runs over it, and where the range is unknown.
 */
export function documentedCapacity(
  { hops }: Deployment,
  facts: HostFacts,
): DocumentedCapacity | null {
  if (!facts.portRange || !hops.some(({ loopback }) => loopback)) return null;
  const count = facts.portRange[1] - facts.portRange[0] + 1;
  return { addresses: ADDRESSES, ports: count, max: Math.floor((ADDRESSES * (count - 1)) / 2) };
}
