import { availableParallelism } from 'node:os';
import { assessCapacity } from '../capacity/assess.js';
import { plainDeployment } from '../capacity/plain-hop.js';
import { thisHost } from '../host/host.js';
import { readFacts } from '../host/read-facts.js';
import { formatEndpoint } from '../lib/origin.js';
import type { HostFacts } from '../model/facts.js';
import type { Endpoint } from '../model/origin.js';
import { countWorkers } from '../plan/load-plan.js';
import { preflight } from '../plan/preflight.js';

/** Where the facts say no limit, every process has at least this many descriptors. */
const UNKNOWN_NOFILE = 1024;

/**
 * How many workers the connections need: one a core or as many as were asked for, and more where
 * the descriptors of a process are few. Before the first connection is opened it is known whether
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
  // The calculator reads IPv4 destinations; of another it need only know that it is one.
  const destinations = to.address.includes(':') ? '1' : formatEndpoint(to);
  const hop = { sources: '1', destinations, bind: 'late', maxConns: null } as const;
  const refusal = preflight(connections, assessCapacity(plainDeployment(hop, facts), facts));
  if (refusal) throw refusal;
  return countWorkers(connections, facts.nofile?.soft ?? UNKNOWN_NOFILE, threads);
}

/** Of a platform that is not known, a limit is met when it is met. */
function factsOrNone(): HostFacts | null {
  const host = thisHost();
  return host.platform === 'linux' || host.platform === 'darwin' ? readFacts(host) : null;
}
