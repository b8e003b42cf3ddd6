import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { HaproxyProcess, Hop, ProxyProcesses } from '../../model/hop.js';
import {
  haproxyOwnDescriptors,
  limitOfUlimitN,
  reachableDescriptors,
  startFault,
} from '../haproxy-limits.js';
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
  if (proxy?.haproxy) return haproxyNofile(proxy, proxy.haproxy, facts);
  const workers = workersOf(proxy, facts);
  if (!proxy || workers === null) return null;
  const limit = descriptors(proxy, facts);
  if (limit === undefined) return null;
  const own = OWN_DESCRIPTORS + proxy.listeners;
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

/**
 * Descriptors of HAProxy's one process: floor((descriptors - own) / slots), of what it can raise its
 * limit to; none where it does not start for want of them.
 *
 * Source: haproxy-limits.ts.
 */
function haproxyNofile(
  { slotsPerSession: slots }: ProxyProcesses,
  haproxy: HaproxyProcess,
  facts: HostFacts,
): Limit<'nofile'> | null {
  const own = haproxyOwnDescriptors(haproxy, facts);
  const reachable = reachableDescriptors(haproxy, facts);
  const fault = startFault(haproxy, facts);
  const limit = Math.min(limitOfUlimitN(haproxy, facts) ?? Infinity, reachable ?? Infinity);
  if (own === null || limit === Infinity) return null;
  return {
    id: 'nofile',
    max: fault ? 0 : Math.floor(Math.max(0, limit - own) / slots),
    scope: 'process',
    formula: 'floor((nofile - own) / slots); 0 where HAProxy does not start',
    inputs: {
      nofile: limit,
      own,
      slots,
      ...(fault && { needs: fault.needed, start: 'refused' }),
    },
    source: 'getrlimit(2), RLIMIT_NOFILE; HAProxy haproxy.c',
  };
}

/** undefined = unknown, null = unlimited. */
function descriptors(proxy: ProxyProcesses, facts: HostFacts): number | null | undefined {
  const wanted = proxy.workerRlimitNofile ?? facts.nofile?.soft;
  if (wanted === undefined) return undefined;
  if (wanted === null) return facts.nrOpen ?? null;
  return Math.min(wanted, facts.nrOpen ?? wanted);
}
