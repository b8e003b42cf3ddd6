import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { HaproxyProcess } from '../../model/haproxy/hop-haproxy.js';
import type { Hop, ProxyProcesses } from '../../model/hop.js';
import {
  haproxyOwnDescriptors,
  limitOfUlimitN,
  reachableDescriptors,
  startFault,
} from '../haproxy-limits.js';
import { workersOf } from '../workers.js';

/**
 * Descriptors of an nginx worker besides listeners and channels: standard streams, two logs, epoll
 * and its two event descriptors (one in builds without file AIO). Counted in /proc/PID/fd of nginx
 * 1.22.
 */
const NGINX_OWN = 8;
/** Log files included in `NGINX_OWN`. */
const NGINX_LOGS = 2;

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
  const own = ownDescriptors(proxy, workers);
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
 * Descriptors of HAProxy's one process: floor((descriptors - own) / slots), with the highest limit
 * that it can set. 0 if it does not start for lack of them.
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
    max: fault ? 0 : Math.floor(Math.max(0, limit - own) / slots) * haproxy.processes,
    scope: 'process',
    formula:
      haproxy.processes > 1
        ? 'nbproc x floor((nofile - own) / slots); 0 where HAProxy does not start'
        : 'floor((nofile - own) / slots); 0 where HAProxy does not start',
    inputs: {
      nofile: limit,
      own,
      slots,
      ...(haproxy.processes > 1 && { nbproc: haproxy.processes }),
      ...(fault && { needs: fault.needed, start: 'refused' }),
    },
    source: 'getrlimit(2), RLIMIT_NOFILE; HAProxy haproxy.c',
  };
}

/**
 * A worker has a channel to each process that existed before it and gets one from each that starts
 * after it: as many as there are workers and cache processes. Of a listener with `reuseport` it
 * holds the sockets of all workers (ngx_clone_listening).
 */
function ownDescriptors(proxy: ProxyProcesses, workers: number): number {
  const { listeners, reuseportListeners = 0, logFiles = NGINX_LOGS, helperProcesses = 0 } = proxy;
  const sockets = listeners - reuseportListeners + reuseportListeners * workers;
  const logs = Math.max(0, logFiles - NGINX_LOGS);
  return NGINX_OWN + workers + helperProcesses + sockets + logs;
}

/**
 * Whether the kernel refuses the value of worker_rlimit_nofile; nginx then keeps what it inherited.
 * A value above fs.nr_open is refused even to root. A value above the hard limit needs
 * CAP_SYS_RESOURCE, which counts as missing if that is unknown. Source: Linux kernel/sys.c,
 * do_prlimit; measured with nginx 1.22.
 */
export function isRefused(proxy: ProxyProcesses, facts: HostFacts): boolean {
  const { workerRlimitNofile: wanted, haproxy } = proxy;
  // HAProxy does not start then, which is a finding of its own.
  if (wanted === null || haproxy) return false;
  const { nofile, nrOpen, capSysResource } = facts;
  if (nrOpen !== undefined && wanted > nrOpen) return true;
  const hard = nofile?.hard;
  return hard != null && wanted > hard && capSysResource !== true;
}

/** undefined = unknown, null = unlimited. */
function descriptors(proxy: ProxyProcesses, facts: HostFacts): number | null | undefined {
  const { nofile, nrOpen } = facts;
  if (nofile && isRefused(proxy, facts)) return nofile.soft ?? nrOpen ?? null;
  const wanted = proxy.workerRlimitNofile ?? nofile?.soft;
  if (wanted === undefined) return undefined;
  if (wanted === null) return facts.nrOpen ?? null;
  return Math.min(wanted, facts.nrOpen ?? wanted);
}
