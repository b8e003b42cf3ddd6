import type { HostFacts } from '../../model/facts.js';
import type { Hop } from '../../model/hop.js';
import { tuplesPerSource } from '../limits/ports.js';
import { partsOf } from './parts.js';
import { portSupply } from './ports.js';
import { portsElsewhere } from './server-ports.js';
import { spreadOf } from './spread.js';

/** Ports that several hops may share. */
export interface PortPool {
  /** Equal for the hops that share it. */
  readonly key: string;
  readonly capacity: number;
}

/** The ports that the connections of a hop come from. */
export function poolsOf(hop: Hop, facts: HostFacts): PortPool[] {
  const { openedBy, from, to, bind, name, ports: owner, pairs, unixSockets = 0 } = hop;
  const parts = partsOf({ ...hop, unixSockets: 0 });
  /** Ports of each part to one destination, from all of its sources. */
  const each = parts.map((part) => {
    const spread = spreadOf(part);
    const supply = portSupply(part, facts);
    return spread && supply ? supply.count * spread.reachable : Infinity;
  });
  if (bind !== 'early' && pairs) {
    const pools = pairs.map((pair) => ({
      key: pair.key,
      capacity: (each[pair.part] ?? Infinity) - portsElsewhere(parts, pair, facts),
    }));
    // A unix socket has no ports, and serves what the others cannot.
    return unixSockets > 0 ? [...pools, { key: `unix ${name}`, capacity: Infinity }] : pools;
  }
  // An early bind takes the port before the destination is known, so no other hop from that source
  // has it.
  if (bind === 'early' && openedBy !== 'clients') {
    return parts.map((part, at) => ({
      key: JSON.stringify(['early', part.from, owner]),
      capacity: each[at] ?? Infinity,
    }));
  }
  // Clients do not see a frontend's name; an upstream of the proxy is identified by it.
  const ends = openedBy === 'clients' ? [from, to] : [name, from, to];
  // Without a destination there are no ports, whatever the sources.
  const held = parts.map((part, at) => (each[at] ?? 0) * tuplesPerSource(part) || 0);
  const capacity = unixSockets > 0 ? Infinity : held.reduce((sum, one) => sum + one, 0);
  return [{ key: JSON.stringify([openedBy, bind, owner, ...ends]), capacity }];
}
