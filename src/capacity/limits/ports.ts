import { formatCount } from '../../lib/units.js';
import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Hop } from '../../model/hop.js';
import { partsOf } from '../ports/parts.js';
import { type PortSupply, portSupply } from '../ports/ports.js';
import { portsElsewhere, serversByPair } from '../ports/server-ports.js';
import { spreadOf } from '../ports/spread.js';

/**
 * 4-tuples that a hop can have, in connections.
 * - late: N x S x D, because each port serves every destination once for each source. Past N/2 for
 *   a tuple the kernel's search becomes slow (soft cliff).
 * - early: N x S, because the port is taken before the destination is known and serves only one.
 * - explicit: ports x S x D, chosen by the caller; no search, no cliff.
 *
 * Servers of one backend with different sources are parts of the hop, and their ports add up. If
 * one server is limited by its ports and another by its max_conns, the least of each adds up.
 *
 * Source: Linux net/ipv4/inet_hashtables.c (late), inet_connection_sock.c (early).
 */
export function ports(hop: Hop, facts: HostFacts): Limit<'ports'> | null {
  return besideMaxConns(hop, facts) ?? portsAlone(hop, facts);
}

/** The limit if no server had a `max_conns`. */
export function portsAlone(hop: Hop, facts: HostFacts): Limit<'ports'> | null {
  return hop.parts ? summed(hop, facts) : ofOne(hop, facts);
}

/** null = the ports of all servers bind before their max_conns, or of none. */
function besideMaxConns(hop: Hop, facts: HostFacts): Limit<'ports'> | null {
  const servers = [...(serversByPair(hop, facts)?.values() ?? [])];
  const bound = servers.filter((server) => server.ports < server.allowed);
  const most = bound.reduce((sum, server) => sum + server.ports, 0);
  const rest = servers
    .filter((server) => !bound.includes(server))
    .reduce((sum, server) => sum + server.allowed, 0);
  if (bound.length === 0 || bound.length === servers.length || rest === Infinity) return null;
  const sure = servers.reduce((sum, one) => sum + Math.min(one.guaranteed, one.allowed), 0);
  return {
    id: 'ports',
    max: most + rest,
    guaranteed: sure,
    scope: SCOPES[hop.bind],
    formula: 'sum over the servers of min(N x S, max_conns)',
    inputs: { 'ports bind': bound.length, of: servers.length, 'max_conns of the others': rest },
    source: SOURCES[hop.bind],
  };
}

function ofOne(hop: Hop, facts: HostFacts): Limit<'ports'> | null {
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

function summed(hop: Hop, facts: HostFacts): Limit<'ports'> | null {
  let [max, guaranteed]: [number, number] = [0, 0];
  const terms: string[] = [];
  const parts = partsOf(hop);
  for (const part of parts) {
    const supply = portSupply(part, facts);
    if (!supply) return null;
    const spread = spreadOf(part);
    const tuples = spread ? spread.reachable * tuplesPerSource(part) : Infinity;
    max += supply.count * tuples;
    guaranteed += supply.guaranteed * tuples;
    terms.push(termOf(supply.count, tuples));
  }
  const twice = (hop.pairs ?? []).reduce((sum, one) => sum + portsElsewhere(parts, one, facts), 0);
  max -= twice;
  guaranteed = Math.min(guaranteed, max);
  const isKnown = max !== Infinity;
  return {
    id: 'ports',
    max: isKnown ? max : null,
    ...(isKnown && { guaranteed }),
    scope: SCOPES[hop.bind],
    formula: 'sum of N x S x D over the sources',
    inputs: {
      sources: terms.length,
      sum: shortened(terms),
      ...(twice > 0 && { 'counted twice': twice }),
    },
    source: SOURCES[hop.bind],
  };
}

/** Unix sockets have no ports, and clients on any number of hosts have no limit. */
function termOf(count: number, tuples: number): string {
  if (tuples === Infinity) return 'unlimited';
  return tuples === 1 ? formatCount(count) : `${formatCount(count)} x ${formatCount(tuples)}`;
}

/** A sum of hundreds of terms is shortened. */
function shortened(terms: readonly string[]): string {
  if (terms.length <= MOST_TERMS) return terms.join(' + ');
  return `${terms.slice(0, MOST_TERMS).join(' + ')} + ${terms.length - MOST_TERMS} more`;
}

const MOST_TERMS = 6;

/**
 * How many separate sets of ports one source address has: one for each destination, or one for
 * early binds.
 */
export function tuplesPerSource(hop: Pick<Hop, 'bind' | 'destinations'>): number {
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
