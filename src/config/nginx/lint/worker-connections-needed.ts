import { formatCount } from '../../../lib/units.js';
import type { Hop } from '../../../model/hop.js';
import type { LintInput } from './rule.js';

export interface NeededSlots {
  /** worker_connections of each worker. */
  readonly slots: number;
  /** `max_conns 90,000 of app`. */
  readonly because: string;
}

/**
 * The worker_connections that max_conns and keepalive need, by the formula of the limit solved for
 * it: ceil(max / workers) x slots + listeners + 1. Null = nothing needs any. Source: nginx
 * src/core/ngx_connection.c, ngx_get_connection.
 */
export function workerConnectionsNeeded(input: LintInput): NeededSlots | null {
  const needs = input.passes.flatMap(({ hop, pass }): NeededSlots[] => {
    const { proxy } = hop;
    const workers = proxy?.workers === 'auto' ? input.facts.cpus : proxy?.workers;
    if (!proxy || workers === undefined) return [];
    const own = proxy.listeners + 1;
    const max = maxConns(hop);
    const kept = pass.upstream?.keepalive ?? 0;
    return [
      ...(max === null
        ? []
        : [
            {
              slots: Math.ceil(max / workers) * proxy.slotsPerSession + own,
              because: `max_conns ${formatCount(max)} of ${hop.name}`,
            },
          ]),
      // Idle connections are closed when slots run out, and then keeping them was useless.
      ...(kept === 0
        ? []
        : [{ slots: kept * 2 + own, because: `keepalive ${formatCount(kept)} of ${hop.name}` }]),
    ];
  });
  return needs.reduce<NeededSlots | null>(
    (most, need) => (most && most.slots >= need.slots ? most : need),
    null,
  );
}

/**
 * The intended limit. Without `zone` each worker counts alone and lets more in, which is another
 * finding and no reason for more slots.
 */
function maxConns({ maxConns: allowed }: Hop): number | null {
  const sum = allowed?.servers.reduce((total, { max }) => total + (max ?? Infinity), 0);
  return sum === undefined || sum === Infinity ? null : sum;
}
