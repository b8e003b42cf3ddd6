import type { HostFacts } from '../model/facts.js';
import type { ProxyProcesses } from '../model/hop.js';

/** Worker processes: as configured, or one a core; 1 where there is no proxy; null = cores unknown. */
export function workersOf(proxy: ProxyProcesses | null, facts: HostFacts): number | null {
  if (!proxy) return 1;
  return proxy.workers === 'auto' ? (facts.cpus ?? null) : proxy.workers;
}
