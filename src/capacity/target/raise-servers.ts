import type { HostFacts } from '../../model/facts.js';
import type { ServerLine } from '../../model/haproxy/hop-haproxy.js';
import type { Hop, HopPart, PortRange } from '../../model/hop.js';
import { maxConns } from '../limits/max-conns.js';
import { ports, portsAlone } from '../limits/ports.js';
import { partsOf } from '../ports/parts.js';
import { portSupply } from '../ports/ports.js';
import { evenLimit, serversByPair } from '../ports/server-ports.js';
import { type Change, configured, type RaiseHop } from './raise.js';
import { BLANK, BLANK_IPV6, multiplied, writtenServer } from './server-lines.js';
import { hasLoopbackBlock, loopbackAddress, MOST_SOURCES } from './split-block.js';
import { widenRange } from './widen-range.js';

/**
 * Rewrites HAProxy's server lines: with wider ports if these are enough, otherwise from more
 * sources, with a line for each server and source, and with the maxconn that they then need.
 */
export const raiseServers: RaiseHop = (hop, facts, target, widest) => {
  if (!hop.servers) return null;
  const changes: Change[] = [];
  let [raised, host] = [hop, facts];
  if (
    isBelow(portsAlone(raised, host), target) &&
    usesHostPorts(raised) &&
    isNarrow(facts, widest)
  ) {
    const wider = widenRange(hop, facts, widest);
    changes.push(...wider.changes);
    host = wider.facts;
  }
  // When servers are filled in order, those behind one without maxconn do not belong to the hop
  // yet.
  const unreached = raised.fillsInOrder && isBelow(ports(raised, host), target);
  if (unreached || isBelow(portsAlone(raised, host), target)) {
    const spread = withSources(raised, host, { target, widest });
    if (!spread) return null;
    raised = spread;
  }
  if (isBelow(maxConns(raised, host), target) || isBelow(ports(raised, host), target)) {
    raised = withMaxconn(raised, host, target);
  }
  if (raised !== hop) {
    const sources = new Set(raised.servers?.map(({ source }) => source)).size;
    const isBlank = raised.servers?.some(({ source }) => source?.startsWith(BLANK));
    const ofIpv6 = raised.servers?.some(({ source }) => source?.startsWith(BLANK_IPV6));
    const blanks = isBlank
      ? ` Each ${BLANK}N is an address of this host to fill in${ofIpv6 ? `, ${BLANK_IPV6}N one of IPv6` : ''}.`
      : '';
    const from = raised.parts && sources > 1 ? ` from ${sources} sources` : '';
    changes.push(
      configured(
        isBelow(portsAlone(hop, host), target) ? 'ports' : 'max_conns',
        hop,
        `Connect to ${hop.name}${from} with these lines in place of its server lines.${blanks}`,
        [
          `${hop.section ?? 'backend'} ${hop.name}`,
          ...[...(raised.servers ?? []), ...(hop.spareServers ?? [])].map(
            (line) => `    ${writtenServer(line)}`,
          ),
        ],
      ),
    );
  }
  return { hop: raised, facts: host, changes };
};

function isBelow(
  limit: { readonly max: number | null; readonly guaranteed?: number } | null,
  target: number,
): boolean {
  const sure = limit?.guaranteed ?? limit?.max ?? null;
  return sure !== null && sure < target;
}

function usesHostPorts(hop: Hop): boolean {
  return partsOf(hop).some((part) => part.ports.of === 'host');
}

function isNarrow({ portRange }: HostFacts, [low, high]: PortRange): boolean {
  return portRange !== undefined && (portRange[0] > low || portRange[1] < high);
}

interface Goal {
  readonly target: number;
  readonly widest: PortRange;
}

/** The lines of a backend, each from as many sources as it needs. */
function withSources(hop: Hop, facts: HostFacts, { target, widest }: Goal): Hop | null {
  const lines = distinctLines(hop.servers ?? []);
  const isExplicit = lines.some(({ source }) => source?.includes('-'));
  const part: Omit<HopPart, 'share'> = {
    from: '',
    bind: isExplicit ? 'explicit' : 'late',
    sources: { count: 1, distribution: null },
    destinations: lines.reduce((sum, { count }) => sum + count, 0),
    ports: isExplicit ? { of: 'configuration', range: widest } : { of: 'host' },
  };
  const each = portSupply({ ...part, listens: hop.listens }, facts)?.guaranteed ?? 0;
  if (each === 0 || part.destinations === 0) return null;
  const count = Math.ceil(target / each / part.destinations);
  if (count * lines.length > MOST_SOURCES) return null;
  if (count > 1 && lines.some(({ alone }) => alone)) return null;
  const range = isExplicit ? `:${widest.join('-')}` : '';
  const sources = addresses(hop, count).map((address) => address && `${address}${range}`);
  const servers = multiplied(hop, lines, sources);
  const parts = sources.map((from) => ({ ...part, from: from ?? '', share: 1 / sources.length }));
  const [first = part] = parts;
  // All its servers get new sources, so what held for some of them no longer does.
  const { parts: _, dealtOut: __, ...whole } = hop;
  return {
    ...whole,
    ...first,
    from: parts.length === 1 ? first.from : `${parts.length} sources`,
    sources: { count: parts.length, distribution: null },
    ...(parts.length > 1 && { parts }),
    pairs: servers.flatMap((line, at) =>
      endpointsOf(line).map((to) => ({
        key: `${line.source ?? ''} -> ${to}`,
        part: at % sources.length,
      })),
    ),
    servers,
    maxConns: limitsOf(servers, hop),
  };
}

/** The endpoints of a line, as the reader of the configuration distinguishes them. */
function endpointsOf(line: ServerLine): string[] {
  const [first = '', second = ''] = line.rest.split(' ');
  if (line.keyword === 'server') return [first];
  const low = first.includes('-') ? Number(first.split('-')[0]) : 1;
  return Array.from({ length: line.count }, (_, n) => `${second} ${low + n}`);
}

/**
 * Lines to one address that differ only in their sources count once, because the sources are
 * replaced.
 */
function distinctLines(lines: readonly ServerLine[]): ServerLine[] {
  const byAddress = new Map<string, ServerLine>();
  for (const line of lines) {
    const [first = '', second = ''] = line.rest.split(' ');
    const address = line.keyword === 'server' ? first : second;
    if (!byAddress.has(address)) byAddress.set(address, line);
  }
  return [...byAddress.values()];
}

/**
 * null = one source is enough, and none is written. Written addresses come first, then the next of
 * 127.0.0.0/8 on loopback, otherwise blanks to fill in.
 */
function addresses(hop: Hop, count: number): (string | null)[] {
  const { servers = [] } = hop;
  const known = new Set(servers.flatMap(({ source }) => source?.replace(/:\d+-\d+$/, '') ?? []));
  if (count === 1 && known.size === 0) return [null];
  const found = [...known].slice(0, count);
  for (let n = 2; found.length < count; n += 1) {
    const address = hasLoopbackBlock(hop) ? loopbackAddress(n) : `${BLANK}${found.length + 1}`;
    if (!known.has(address)) found.push(address);
  }
  return found;
}

function withMaxconn(hop: Hop, facts: HostFacts, target: number): Hop {
  const lines = hop.servers ?? [];
  const each = evenLimit(hop, facts, target);
  const raise = (most: number | null) => (most === null ? null : Math.max(most, each));
  if (hop.fillsInOrder) return withMaxconnInOrder(hop, facts, each);
  const servers = lines.map((line) => ({ ...line, maxconn: raise(line.maxconn) }));
  const maxConns = hop.maxConns && {
    ...hop.maxConns,
    servers: hop.maxConns.servers.map((server) => ({ ...server, max: raise(server.max) })),
  };
  return { ...hop, servers, maxConns };
}

/** Each server gets at most as many as it has ports for, so that the next one gets the rest. */
function withMaxconnInOrder(hop: Hop, facts: HostFacts, each: number): Hop {
  const byPair = serversByPair({ ...hop, maxConns: limitsOf(hop.servers ?? [], hop) }, facts);
  const servers = (hop.servers ?? []).map((line) => {
    const [first = ''] = endpointsOf(line);
    const ports = byPair?.get(`${line.source ?? ''} -> ${first}`)?.guaranteed ?? Infinity;
    return { ...line, maxconn: Math.min(ports, Math.max(line.maxconn ?? 0, each)) };
  });
  return { ...hop, servers, maxConns: limitsOf(servers, hop) };
}

function limitsOf(lines: readonly ServerLine[], { fillsInOrder }: Hop): Hop['maxConns'] {
  if (!fillsInOrder && lines.every(({ maxconn }) => maxconn === null)) return null;
  const servers = lines.flatMap((line) =>
    endpointsOf(line).map((to) => ({
      max: line.maxconn,
      pair: `${line.source ?? ''} -> ${to}`,
      place: null,
    })),
  );
  return { zone: 'process', servers };
}
