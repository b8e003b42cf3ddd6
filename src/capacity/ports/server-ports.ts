import type { HostFacts } from '../../model/facts.js';
import type { Hop, MaxConns, PairOf } from '../../model/hop.js';
import { workersOf } from '../workers.js';
import { type PortUser, partsOf } from './parts.js';
import { countIn, portSupply } from './ports.js';
import { spreadOf } from './spread.js';

/** Servers of a hop that are reached over one pair of address and port, and so share its ports. */
export interface PairServers {
  /** Connections that their `max_conns` or `maxconn` allows; Infinity = no limit. */
  readonly allowed: number;
  /** Connections that have ports; Infinity for a unix socket, which needs none. */
  readonly ports: number;
  /** How many of `ports` every search of the kernel finds. */
  readonly guaranteed: number;
}

/**
 * The servers of a hop by their pair; each has the lesser of its ports and its own limit. Null =
 * the hop has no such limits, one port serves one server only, or a fact is unknown.
 */
export function serversByPair(hop: Hop, facts: HostFacts): ReadonlyMap<string, PairServers> | null {
  if (!hop.maxConns || partsOf(hop).some(({ bind }) => bind === 'early')) return null;
  const counters = countersOf(hop, hop.maxConns, facts);
  const portsOf = portsByPair(hop, facts);
  const found = new Map<string, PairServers>();
  for (const { max, pair } of hop.maxConns.servers) {
    const has = pair === null ? NEEDS_NONE : pair === undefined ? null : portsOf(pair);
    if (!has || counters === null) return null;
    const key = pair ?? 'unix';
    const allowed = (found.get(key)?.allowed ?? 0) + (max === null ? Infinity : max * counters);
    found.set(key, { ...has, allowed });
  }
  return hop.fillsInOrder ? filledInOrder(found) : found;
}

/** A server that has no port left and is below its limit keeps connections from all servers behind it. */
function filledInOrder(servers: ReadonlyMap<string, PairServers>): Map<string, PairServers> {
  let isReached = true;
  return new Map(
    [...servers].map(([pair, server]) => {
      const allowed = isReached ? server.allowed : 0;
      isReached &&= server.allowed <= server.ports;
      return [pair, { ...server, allowed }];
    }),
  );
}

/**
 * The least limit for each server with which all together hold `target` connections, as far as they
 * have ports. A server short of ports leaves more to the others.
 */
export function evenLimit(hop: Hop, facts: HostFacts, target: number): number {
  const servers = hop.maxConns?.servers ?? [];
  const byPair = serversByPair(hop, facts);
  const sharing = new Map<string | null | undefined, number>();
  for (const { pair } of servers) sharing.set(pair, (sharing.get(pair) ?? 0) + 1);
  const groups = [...sharing].map(([pair, count]) => ({
    room: byPair?.get(pair ?? 'unix')?.guaranteed ?? Infinity,
    count,
  }));
  groups.sort((a, b) => a.room / a.count - b.room / b.count || 0);
  let [left, count] = [target, servers.length];
  for (const group of groups) {
    // Multiplied, because a third of the ports of three servers is no whole number.
    if (group.room * count >= left * group.count) return Math.ceil(left / count);
    left -= group.room;
    count -= group.count;
  }
  return Math.ceil(target / servers.length);
}

/**
 * How many counters each server has: one for all workers that share a zone, otherwise one for each
 * worker; one for each process of HAProxy.
 */
export function countersOf(
  hop: Pick<Hop, 'proxy'>,
  { zone }: MaxConns,
  facts: HostFacts,
): number | null {
  return zone === null ? workersOf(hop.proxy, facts) : (hop.proxy?.haproxy?.processes ?? 1);
}

/** Ports of a pair that are already counted at other pairs. */
export function portsElsewhere(parts: readonly PortUser[], pair: PairOf, facts: HostFacts): number {
  const part = parts[pair.part];
  return part && pair.without ? countIn(part, facts, pair.without) : 0;
}

type PairPorts = Omit<PairServers, 'allowed'>;

const NEEDS_NONE: PairPorts = { ports: Infinity, guaranteed: Infinity };

/** Ports by the key of a pair; a hop without pairs has the same number for each of its servers. */
function portsByPair(hop: Hop, facts: HostFacts): (pair: string) => PairPorts | null {
  const parts = partsOf({ ...hop, unixSockets: 0 });
  const each = parts.map((part) => {
    const supply = portSupply(part, facts);
    const sources = spreadOf(part)?.reachable ?? Infinity;
    return supply && { ports: supply.count * sources, guaranteed: supply.guaranteed * sources };
  });
  if (!hop.pairs) return () => each[0] ?? null;
  const pairs = new Map(hop.pairs.map((one) => [one.key, one]));
  return (key) => {
    const pair = pairs.get(key);
    const has = each[pair?.part ?? -1];
    if (!pair || !has) return null;
    const ports = has.ports - portsElsewhere(parts, pair, facts);
    return { ports, guaranteed: Math.min(has.guaranteed, ports) };
  };
}
