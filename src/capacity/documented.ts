import type { DocumentedCapacity } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';

/** Usable addresses of 127.0.0.0/8 as the mission counts them. */
const ADDRESSES = 2 ** 24 - 2;

/**
 * The mission's own formula, `(2^24 - 2) * (ports - 1) / 2`, shown beside the exact figures.
 * Its "/ 2" is the soft cliff; its "- 1" has no counterpart in the kernel.
 */
export function documentedCapacity(facts: HostFacts): DocumentedCapacity | null {
  if (!facts.portRange) return null;
  const count = facts.portRange[1] - facts.portRange[0] + 1;
  return { addresses: ADDRESSES, ports: count, max: Math.floor((ADDRESSES * (count - 1)) / 2) };
}
