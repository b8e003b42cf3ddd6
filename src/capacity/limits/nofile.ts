import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Hop, ProxyProcesses } from '../../model/hop.js';
import { workersOf } from '../workers.js';

/**
 * Descriptors a worker holds for itself besides its listeners: standard streams, two logs,
 * epoll, its event descriptors, channels. Counted in /proc/PID/fd of nginx 1.22.
 */
const OWN_DESCRIPTORS = 10;

/**
 * Descriptors of the proxy's workers, proxied connections: workers x floor((nofile - own) / slots).
 * `worker_rlimit_nofile` overrides what the worker inherits; fs.nr_open caps both.
 *
 * Source: getrlimit(2); nginx.org, ngx_core_module, worker_rlimit_nofile.
 */
export function nofile(hop: Hop, facts: HostFacts): Limit<'nofile'> | null {
  const { proxy } = hop;
  const workers = workersOf(proxy, facts);
  if (!proxy || workers === null) return null;
  const limit = descriptors(proxy, facts);
  if (limit === undefined) return null;
  const own = (proxy.ownDescriptors ?? OWN_DESCRIPTORS) + proxy.listeners;
  const each = limit === null ? null : Math.floor(Math.max(0, limit - own) / proxy.slotsPerSession);
  return {
    id: 'nofile',
    max: each === null ? null : workers * each,
    scope: 'process',
    formula: 'workers x floor((nofile - own) / slots)',
    inputs: { workers, nofile: limit, own, slots: proxy.slotsPerSession },
    source: 'getrlimit(2), RLIMIT_NOFILE; nginx.org, worker_rlimit_nofile',
  };
}

/** undefined = unknown, null = unlimited. */
function descriptors(proxy: ProxyProcesses, facts: HostFacts): number | null | undefined {
  const inherited = proxy.raisesNofile ? facts.nofile?.hard : facts.nofile?.soft;
  const wanted = proxy.workerRlimitNofile ?? inherited;
  if (wanted === undefined) return undefined;
  if (wanted === null) return facts.nrOpen ?? null;
  return Math.min(wanted, facts.nrOpen ?? wanted);
}
