import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Hop } from '../../model/hop.js';
import { countersOf } from '../ports/server-ports.js';

/**
 * What the servers of the upstream allow, in connections: the sum of `max_conns`, times the workers
 * if the upstream has no `zone`, because then each worker counts alone. One server without
 * `max_conns` makes it unlimited.
 *
 * Source: nginx.org/en/docs/http/ngx_http_upstream_module.html#max_conns
 */
export function maxConns(hop: Hop, facts: HostFacts): Limit<'max_conns'> | null {
  if (!hop.maxConns) return null;
  const { servers, zone } = hop.maxConns;
  const counters = countersOf(hop, hop.maxConns, facts);
  if (counters === null) return null;
  const sum = servers.reduce<number | null>(
    (total, server) => (total === null || server.max === null ? null : total + server.max),
    0,
  );
  return {
    id: 'max_conns',
    max: sum === null ? null : sum * counters,
    scope: 'upstream',
    formula: 'sum of max_conns x counters (workers without zone, else 1)',
    inputs: { sum, counters, zone },
    source: 'nginx.org, ngx_http_upstream_module, max_conns',
  };
}
