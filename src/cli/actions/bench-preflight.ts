import { availableParallelism } from 'node:os';
import { assessCapacity } from '../../capacity/assess.js';
import { plainDeployment } from '../../capacity/plain/plain-hop.js';
import { thisHost } from '../../host/facts/host.js';
import { readFacts } from '../../host/facts/read-facts.js';
import { formatEndpoint } from '../../lib/address/origin.js';
import type { HostFacts } from '../../model/facts.js';
import type { Endpoint } from '../../model/origin.js';
import { countWorkers } from '../../plan/load-plan.js';
import { preflight } from '../../plan/preflight.js';

/** Descriptors that every process has at least, used when the limit is unknown. */
const UNKNOWN_NOFILE = 1024;

/**
 * How many workers the connections need: one for each core or as many as were asked for, and more
 * if a process has few descriptors. Also checks, before the first connection is opened, whether
 * they fit: from one source address to one destination each needs a port of its own.
 * @throws TidegateError CAPACITY_EXCEEDED, NOFILE_TOO_LOW
 */
export function workersFor(
  connections: number,
  to: Endpoint,
  threads: number = availableParallelism(),
): number {
  const facts = factsOrNone();
  if (facts === null) return Math.min(threads, connections);
  // The calculator reads IPv4 destinations. For any other address only the number 1 matters.
  const destinations = to.address.includes(':') ? '1' : formatEndpoint(to);
  const hop = { sources: '1', destinations, bind: 'late', maxConns: null } as const;
  const refusal = preflight(connections, assessCapacity(plainDeployment(hop, facts), facts));
  if (refusal) throw refusal;
  return countWorkers(connections, facts.nofile?.soft ?? UNKNOWN_NOFILE, threads);
}

/** On an unknown platform the limits are not known in advance. */
function factsOrNone(): HostFacts | null {
  const host = thisHost();
  return host.platform === 'linux' || host.platform === 'darwin' ? readFacts(host) : null;
}
