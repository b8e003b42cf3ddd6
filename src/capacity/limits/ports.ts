import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Hop } from '../../model/hop.js';
import { type PortSupply, portSupply } from '../ports.js';
import { spreadOf } from '../spread.js';

/**
 * 4-tuples that a hop can tell apart, connections.
 * - late: N x S x D, a port serves every destination once for each source. Past N/2 a tuple the
 *   kernel's search gets slow (soft cliff).
 * - early: N x S, the port is taken before the destination is known, so it serves one only.
 * - explicit: ports x S x D, the caller owns the plan; no search, no cliff.
 *
 * Source: Linux net/ipv4/inet_hashtables.c (late), inet_connection_sock.c (early).
 */
export function ports(hop: Hop, facts: HostFacts): Limit<'ports'> | null {
  const supply = portSupply(hop, facts);
  if (!supply) return null;
  const spread = spreadOf(hop);
  const tuples = spread ? spread.reachable * tuplesPerSource(hop) : null;
  return {
    id: 'ports',
    max: tuples === null ? null : supply.count * tuples,
    ...(tuples !== null && { guaranteed: supply.guaranteed * tuples }),
    scope: SCOPES[hop.bind],
    formula: FORMULAS[hop.bind],
    inputs: { ...portInputs(supply), S: spread?.reachable ?? null, D: hop.destinations },
    source: SOURCES[hop.bind],
  };
}

/** Port sets of its own that one source address has: one a destination, but for early binds. */
export function tuplesPerSource(hop: Hop): number {
  return hop.bind === 'early' ? 1 : hop.destinations;
}

function portInputs(supply: PortSupply) {
  return {
    N: supply.count,
    range: supply.range.join('-'),
    reserved: supply.reserved,
    owned: supply.owned,
  };
}

const SCOPES = {
  late: '(source, destination)',
  early: 'source',
  explicit: 'tuple',
} as const;

const FORMULAS = {
  late: 'N x S x D',
  early: 'N x S',
  explicit: 'N x S x D',
} as const;

const SOURCES = {
  late: 'Linux net/ipv4/inet_hashtables.c, __inet_hash_connect',
  early: 'Linux net/ipv4/inet_connection_sock.c, inet_csk_find_open_port',
  explicit: 'Linux net/ipv4/inet_hashtables.c, __inet_check_established',
} as const;
