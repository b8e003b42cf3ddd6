import type { HostFacts } from '../../model/facts.js';
import type { Distribution, Hop, PortRange } from '../../model/hop.js';
import { portsAlone, tuplesPerSource } from '../limits/ports.js';
import { hashSpread } from '../ports/hash-spread.js';
import { portSupply } from '../ports/ports.js';
import { first, spreadOf } from '../ports/spread.js';
import { fromOwnSources, withServersAdded } from './own-sources.js';
import { type Change, configured, type RaisedHop, type RaiseHop, sysctl } from './raise.js';
import { raiseMaxConns } from './raise-max-conns.js';
import { bucketsOf, MOST_SOURCES, splitBlock } from './split-block.js';
import { widenRange } from './widen-range.js';

/**
 * Widens the port range if that is enough, because it is one line; otherwise adds source addresses;
 * otherwise both. Adds servers only if there can be no more sources.
 */
export const raisePorts: RaiseHop = (bound, facts, target, widest) => {
  const hop = released(bound);
  // Then the servers that are limited by their max_conns have to take more.
  if (hop === bound && holds(hop, facts, target)) return raiseMaxConns(hop, facts, target, widest);
  const wide = hop === bound ? widened(hop, facts, widest) : null;
  if (wide && holds(wide.hop, wide.facts, target)) return wide;
  const more = withSources(hop, facts, target);
  if (more) return more;
  if (!wide) return withServers(hop, facts, target);
  const both =
    withSources(wide.hop, wide.facts, target) ?? withServers(wide.hop, wide.facts, target);
  return both && { ...both, changes: [...wide.changes, ...both.changes] };
};

/** A port that `proxy_bind` names is only one. With the address alone the kernel chooses the port. */
function released(hop: Hop): Hop {
  if (hop.openedBy !== 'nginx' || hop.ports.of !== 'configuration') return hop;
  const [low, high] = hop.ports.range;
  return low === high ? { ...hop, bind: 'late', ports: { of: 'host' } } : hop;
}

function holds(hop: Hop, facts: HostFacts, target: number): boolean {
  const limit = portsAlone(hop, facts);
  return limit !== null && (limit.guaranteed ?? limit.max ?? Infinity) >= target;
}

function widened(hop: Hop, facts: HostFacts, widest: PortRange): RaisedHop | null {
  const now = hop.ports.of === 'host' ? facts.portRange : hop.ports.range;
  if (!now) return null;
  const range: PortRange = [Math.min(now[0], widest[0]), widest[1]];
  if (range[0] === now[0] && range[1] === now[1]) return null;
  const value = range.join(' ');
  if (hop.ports.of === 'host') {
    return { hop, ...widenRange(hop, facts, range) };
  }
  const change: Change =
    hop.ports.of === 'client'
      ? {
          ...sysctl('ports', hop, 'net.ipv4.ip_local_port_range', value),
          what: `On the clients, set net.ipv4.ip_local_port_range to ${value}.`,
          where: 'clients',
        }
      : ofConfiguration(hop, range);
  return { hop: { ...hop, ports: { of: hop.ports.of, range } }, facts, changes: [change] };
}

function ofConfiguration(hop: Hop, range: PortRange): Change {
  if (hop.openedBy === 'nginx') {
    const what = `Widen the source ports of ${hop.name}.`;
    return configured('ports', hop, what, [`proxy_bind_ports ${range.join('-')};`]);
  }
  return {
    limit: 'ports',
    hop: hop.name,
    what: `Widen the source ports of each server of ${hop.name}.`,
    where: 'haproxy',
    lines: [`default-server source ADDRESS:${range.join('-')}`],
  };
}

function withSources(hop: Hop, facts: HostFacts, target: number): RaisedHop | null {
  const each = (portSupply(hop, facts)?.guaranteed ?? 0) * tuplesPerSource(hop);
  if (each === 0) return null;
  if (hop.openedBy !== 'nginx') {
    const count = Math.ceil(target / each);
    const raised = { ...hop, sources: { count, distribution: null } };
    return { hop: raised, facts, changes: [moreAddresses(hop, count)] };
  }
  const raised = hashedOver(hop, target, each);
  if (!raised) return null;
  const buckets = raised.sources.distribution?.buckets ?? [];
  const change: Change = {
    limit: 'ports',
    hop: hop.name,
    what: `${connected(hop, facts, { target, buckets: buckets.length })}. ${placed(hop, buckets.length)}`,
    where: 'nginx',
    lines: splitBlock(buckets, hop.boundBy),
  };
  return { hop: raised, facts, changes: [change] };
}

function connected(
  hop: Hop,
  facts: HostFacts,
  { target, buckets }: { target: number; buckets: number },
): string {
  if (buckets === 1)
    return `Connect to ${hop.name} from one address, and let the kernel choose the port`;
  return `Connect to ${hop.name} from ${buckets} addresses, chosen by a hash${serversInstead(hop, facts, target)}`;
}

/** Where the lines of a hop go. */
function placed({ boundBy = 'proxy_bind', within = 'http', place }: Hop, sources: number): string {
  const bind = place
    ? `${boundBy} beside ${place.file}:${place.line}`
    : `${boundBy} beside the pass`;
  return sources > 1 ? `Put split_clients into ${within}, ${bind}.` : `Put ${bind}.`;
}

/**
 * How many servers would be enough with the sources as they are; ports of an early bind serve only
 * one.
 */
function serversInstead(hop: Hop, facts: HostFacts, target: number): string {
  const spread = spreadOf(hop);
  const supply = portSupply(hop, facts);
  if (hop.bind === 'early' || !spread || !supply) return '';
  const held = first(supply.guaranteed * hop.destinations, spread);
  if (held === 0) return '';
  const servers = Math.ceil((hop.destinations * target) / held);
  return `, or give it ${servers} servers in place of ${hop.destinations}`;
}

/** Factor between the numbers of servers that are tried. */
const SERVER_STEP = 1.05;

/** The most sources that can be distinguished, and servers enough for the rest. */
function withServers(hop: Hop, facts: HostFacts, target: number): RaisedHop | null {
  const each = portSupply(hop, facts)?.guaranteed ?? 0;
  if (hop.bind === 'early' || hop.openedBy !== 'nginx' || each === 0) return null;
  let destinations = Math.max(hop.destinations + 1, Math.ceil(target / each / MOST_SOURCES));
  for (;;) {
    const raised = withSources(withServersAdded(hop, destinations), facts, target);
    const added = destinations - hop.destinations;
    const what = `Add ${added} servers to ${hop.name}, ${destinations} in all.`;
    const servers = configured('ports', hop, what, ['server ADDRESS:PORT;']);
    if (raised) return { ...raised, changes: [servers, ...raised.changes] };
    destinations = Math.ceil(destinations * SERVER_STEP);
  }
}

/** The first full source may come this many deviations before the mean. */
const MARGIN = 4;

/**
 * So many sources that a hash fills none of them before the target; null = more than can be
 * written.
 * @param each connections that one source address holds
 */
function hashedOver(hop: Hop, target: number, each: number): Hop | null {
  for (
    let sources = Math.ceil(target / each);
    sources <= MOST_SOURCES;
    sources += Math.max(1, Math.floor(sources / 100))
  ) {
    const raised = split(hop, sources);
    const spread = spreadOf(raised);
    const early = MARGIN * (hashSpread(raised, each) ?? 0);
    if (spread && first(each, spread) - early >= target) return raised;
  }
  return null;
}

function split(hop: Hop, count: number): Hop {
  const place = hop.sources.distribution?.place ?? { file: '', line: 1, column: 1 };
  const distribution: Distribution = {
    by: 'split_clients "$remote_addr$remote_port" $bind_addr',
    buckets: bucketsOf(hop, count),
    hashed: true,
    place,
  };
  return fromOwnSources({ ...hop, sources: { count, distribution } });
}

function moreAddresses(hop: Hop, count: number): Change {
  if (hop.openedBy === 'haproxy') {
    return {
      limit: 'ports',
      hop: hop.name,
      what: `Connect to ${hop.name} from ${count} addresses: a server line for each server and address.`,
      where: 'haproxy',
      lines: ['server NAME ADDRESS:PORT source SOURCE_ADDRESS'],
    };
  }
  const what =
    hop.openedBy === 'clients'
      ? `Have clients connect from ${count} addresses, or to as many times more listeners.`
      : `Connect from ${count} addresses.`;
  return { limit: 'ports', hop: hop.name, what, where: 'clients', lines: [] };
}
