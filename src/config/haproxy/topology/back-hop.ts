import { isLoopback, isLoopbackIpv6 } from '../../../lib/address/ip.js';
import { mergedRanges } from '../../../lib/ports.js';
import { plural } from '../../../lib/units.js';
import type { ServerLine } from '../../../model/haproxy/hop-haproxy.js';
import type { HaproxyBackend, HaproxyServer } from '../../../model/haproxy.js';
import type { Hop, HopPart, MaxConns, PairOf, PortRange } from '../../../model/hop.js';
import { isUnixSocket } from '../syntax/host-kinds.js';
import { endpointsOf } from './endpoints.js';
import { processesOf } from './process-of.js';
import { isAnyAddress, type ServerGroup } from './server-groups.js';
import { isAlone, serversInUse } from './servers-in-use.js';
import type { Setting } from './setting.js';

/** The hop from HAProxy to the servers of a backend. */
export function backHop(
  backend: HaproxyBackend,
  groups: readonly ServerGroup[],
  setting: Setting,
): Hop {
  const { listens, haproxy } = setting;
  const dealtOut = mergedRanges(
    groups.flatMap(({ source }) => (source?.ports ? [source.ports] : [])),
  );
  const servers = groups.flatMap((group) => group.servers);
  const hosts = servers.map(({ host }) => host);
  const parts = groups.map((group) => partOf(group, setting));
  const [first = NO_PART] = parts;
  const { accepted, descriptors } = setting.ways.cost(backend);
  return {
    ...first,
    name: backend.name,
    from: fromText(groups, parts),
    to: `${servers.length} ${plural(servers.length, 'server')}`,
    openedBy: 'haproxy',
    sources: parts.length === 1 ? first.sources : { count: parts.length, distribution: null },
    destinations: new Set(groups.flatMap(destinationsOf)).size,
    ...(parts.length > 1 && { parts }),
    pairs: pairsOf(groups),
    listens,
    ...(dealtOut.length > 0 && parts.length > 1 && { dealtOut }),
    loopback: hosts.length > 0 && hosts.every(isLoopback),
    ...(hosts.some(isLoopbackIpv6) && { loopbackIpv6: true as const }),
    endsHere: hosts.some((host) => isLoopback(host) || isUnixSocket(host)) ? 2 : 1,
    maxConns: maxConnsOf(groups),
    ...(accepted > 1 && {
      accepts: { frontend: null, process: haproxy.maxconn, haproxy, each: accepted },
    }),
    proxy: processesOf(setting, descriptors),
    ...linesOf(backend),
    ...(backend.fillsInOrder && { fillsInOrder: true as const }),
    section: backend.section,
    place: backend.place,
  };
}

const NO_PART: Omit<HopPart, 'share'> = {
  from: 'nothing',
  bind: 'late',
  sources: { count: 1, distribution: null },
  destinations: 0,
  ports: { of: 'host' },
};

/** Unix sockets are not sources, so they are named beside them. */
function fromText(groups: readonly ServerGroup[], parts: readonly HopPart[]): string {
  const [first = NO_PART] = parts;
  if (parts.length <= 1) return first.from;
  const [only, second] = parts.filter((_, at) => !groups[at]?.isUnix);
  const isMixed = groups.some(({ isUnix }) => isUnix);
  if (!isMixed || !only) return `${parts.length} sources`;
  const sources = second === undefined ? only.from : `${parts.length - 1} sources`;
  return `${sources}, and unix sockets`;
}

function partOf(group: ServerGroup, { clients }: Setting): HopPart {
  const { source, share, isUnix } = group;
  const count = isUnix ? null : source?.transparent ? clients.addresses : 1;
  return {
    from: isUnix ? 'unix sockets' : sourceText(source),
    // HAProxy sets IP_BIND_ADDRESS_NO_PORT where no port is written (proto_tcp.c).
    bind: source?.ports ? 'explicit' : 'late',
    ...(source && !source.ports && { bindsAddress: true as const }),
    sources: { count, distribution: null },
    // Two servers at one address also share the ports of a range (measured, 2.6).
    destinations: new Set(destinationsOf(group)).size,
    ports: source?.ports ? { of: 'configuration', range: source.ports } : { of: 'host' },
    share,
  };
}

/** Ports of one address to one server count once, whichever range contains them (measured, 2.6). */
function pairsOf(groups: readonly ServerGroup[]): PairOf[] {
  const taken = new Map<string, PortRange[]>();
  // Groups with a range of their own first, because a late connect finds the remaining ports.
  const order = groups.map((group, part) => ({ group, part }));
  order.sort((a, b) => Number(!a.group.source?.ports) - Number(!b.group.source?.ports));
  return order.flatMap(({ group, part }) => {
    const { source, servers, clientPorts } = group;
    const all = new Set(servers.flatMap((server) => endpointsOf(server, clientPorts)));
    return [...all].map((to) => {
      const between = `${source?.address} -> ${to}`;
      const without = source ? (taken.get(between) ?? []) : [];
      if (source?.ports) taken.set(between, mergedRanges([...without, source.ports]));
      return { key: keyOf(group, to), part, ...(without.length > 0 && { without }) };
    });
  });
}

function keyOf({ source }: ServerGroup, to: string): string {
  return `${source ? sourceText(source) : ''} -> ${to}`;
}

function destinationsOf({ servers, clientPorts }: ServerGroup): string[] {
  return servers.flatMap((server) => endpointsOf(server, clientPorts));
}

/** null = a unix socket; an empty object = it has several pairs. */
function onlyPair(server: HaproxyServer, group: ServerGroup): { pair?: string | null } {
  const [to, second] = endpointsOf(server, group.clientPorts);
  if (group.isUnix || to === undefined) return { pair: null };
  return second === undefined ? { pair: keyOf(group, to) } : {};
}

/** The one process counts for all of its threads. */
function maxConnsOf(groups: readonly ServerGroup[]): MaxConns | null {
  const servers = groups.flatMap((group) =>
    group.servers.map((server) => ({
      max: server.maxconn,
      written: `${server.written.keyword} ${server.written.name} ${server.written.rest}`,
      ...onlyPair(server, group),
      place: server.place,
    })),
  );
  return servers.every(({ max }) => max === null) ? null : { zone: 'process', servers };
}

function linesOf(backend: HaproxyBackend): Pick<Hop, 'servers' | 'spareServers'> {
  const used = serversInUse(backend);
  const spare = backend.servers.filter((server) => !used.includes(server));
  return {
    servers: writtenLines(used, backend),
    ...(spare.length > 0 && { spareServers: writtenLines(spare, backend) }),
  };
}

/** The lines that define the servers; a template appears once. */
function writtenLines(
  servers: readonly HaproxyServer[],
  backend: HaproxyBackend,
): readonly ServerLine[] {
  const byLine = new Map(servers.map((server) => [`${server.place.line}`, server]));
  return [...byLine.values()].map((server) => ({
    ...server.written,
    checks: server.checks,
    maxconn: server.maxconn,
    ...sourceWords(server),
    ...(isAlone(server, backend) && { alone: true as const }),
  }));
}

/** What the server's line says about its source, for writing it again. */
function sourceWords({
  source,
}: HaproxyServer): Pick<ServerLine, 'source' | 'sourceRest' | 'wildcard'> {
  if (!source) return { source: null };
  const rest = source.rest === '' ? {} : { sourceRest: source.rest };
  const binds = !source.transparent && !isAnyAddress(source.address);
  if (binds) return { source: sourceText(source), ...rest };
  return { source: null, ...rest, wildcard: source.address || '*' };
}

function sourceText(source: ServerGroup['source']): string {
  if (!source) return "the kernel's choice of address";
  return source.ports ? `${source.address}:${source.ports.join('-')}` : source.address;
}
