import type { Limit } from '../../model/capacity.js';
import type { Hop } from '../../model/hop.js';

/**
 * What an accepting HAProxy lets in, connections: the lesser of the frontend's maxconn and the
 * process's. Above it, connections wait in the accept queue of the kernel.
 *
 * Source: HAProxy configuration manual, 3.2 and 4.2, maxconn.
 */
export function maxconn({ accepts }: Hop): Limit<'maxconn'> | null {
  if (!accepts) return null;
  const set = [accepts.frontend, accepts.process].filter((value) => value !== null);
  if (set.length === 0) return null;
  return {
    id: 'maxconn',
    max: Math.min(...set),
    scope: 'process',
    formula: 'min(maxconn of the frontend, maxconn of the process)',
    inputs: { frontend: accepts.frontend, process: accepts.process },
    source: 'HAProxy configuration manual, maxconn',
  };
}
