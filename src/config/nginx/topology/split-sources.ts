import type { Warning } from '../../../model/capacity.js';
import type { Bucket, Sources } from '../../../model/hop.js';
import type { SplitClients, Template } from '../../../model/nginx.js';
import type { Clients } from '../../clients.js';
import { countPorts } from '../variables/count-ports.js';
import { templateText } from '../variables/evaluate-map.js';
import { splitEvaluator } from '../variables/evaluate-split.js';

/**
 * The sources of a split_clients. If its key consists of the client's port and a known address,
 * nginx's own hash is applied to every port. Otherwise the written shares count, which a hash of
 * varied keys keeps on average.
 */
export function ofSplit(split: SplitClients, clients: Clients): FoundSources {
  const written = [...new Set(split.parts.map(({ value }) => templateText(value)))];
  const keyOf = portKey(split.source, clients);
  const evaluate = splitEvaluator(split);
  const buckets = keyOf
    ? countPorts(written, clients.ports, (port) => evaluate(keyOf(port)))
    : shares(split);
  const by = `split_clients ${templateText(split.source)} $${split.variable}`;
  const distribution = { by, buckets, hashed: !keyOf, place: split.place };
  return {
    sources: { count: buckets.length, distribution },
    description: `$${split.variable}, ${buckets.length} addresses`,
    warnings: [],
  };
}

/** The source that the kernel chooses for a connection to 127.0.0.0/8 without a bind. */
const LOOPBACK = '127.0.0.1';

/** The hashed text for a client port; null if it depends on more than the port. */
function portKey(source: Template, clients: Clients): ((port: string) => string) | null {
  const single = clients.local && clients.addresses === 1;
  const known = source.every(
    (part) =>
      typeof part === 'string' ||
      part.variable === 'remote_port' ||
      (part.variable === 'remote_addr' && single),
  );
  const varies = source.some((part) => typeof part !== 'string' && part.variable === 'remote_port');
  if (!known || !varies) return null;
  return (port) =>
    source
      .map((part) => {
        if (typeof part === 'string') return part;
        return part.variable === 'remote_port' ? port : LOOPBACK;
      })
      .join('');
}

function shares(split: SplitClients): Bucket[] {
  const given = split.parts.reduce((sum, { percent }) => sum + (percent ?? 0), 0);
  const weights = new Map<string, number>();
  for (const { percent, value } of split.parts) {
    const source = templateText(value);
    const share = (percent ?? Math.max(0, 100 - given)) / 100;
    weights.set(source, (weights.get(source) ?? 0) + share);
  }
  return [...weights].map(([source, weight]) => ({ source, weight, clientPorts: null }));
}

/** Addresses that a proxy connects from. */
export interface FoundSources {
  readonly sources: Sources;
  /** As a person would write it: `$bind_addr, 9 addresses`. */
  readonly description: string;
  readonly warnings: readonly Warning[];
}
