import type { HostFacts } from '../model/facts.js';
import type { ProxyProcesses } from '../model/hop.js';

/**
 * Number of worker processes: as configured, or one for each core; 1 without a proxy; null = the
 * number of cores is unknown.
 */
export function workersOf(proxy: ProxyProcesses | null, facts: HostFacts): number | null {
  if (!proxy) return 1;
  return proxy.workers === 'auto' ? (facts.cpus ?? null) : proxy.workers;
}
