import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Hop } from '../../model/hop.js';
import { workersOf } from '../workers.js';

/**
 * Connection slots of the proxy, in proxied connections: workers x floor((worker_connections -
 * listeners - 1) / slots). A proxied connection takes two slots, or three if the proxy is its own
 * backend. Each worker also holds its listeners and one channel to the master.
 *
 * Source: nginx src/core/ngx_connection.c (ngx_get_connection), src/event/ngx_event.c.
 */
export function workerConnections(hop: Hop, facts: HostFacts): Limit<'worker_connections'> | null {
  const { proxy } = hop;
  const workers = workersOf(proxy, facts);
  if (!proxy || proxy.workerConnections === null || workers === null) return null;
  const free = Math.max(0, proxy.workerConnections - proxy.listeners - 1);
  return {
    id: 'worker_connections',
    max: workers * Math.floor(free / proxy.slotsPerSession),
    scope: 'proxy',
    formula: 'workers x floor((worker_connections - listeners - 1) / slots)',
    inputs: {
      workers,
      worker_connections: proxy.workerConnections,
      listeners: proxy.listeners,
      slots: proxy.slotsPerSession,
    },
    source: 'nginx src/core/ngx_connection.c, ngx_get_connection',
  };
}
