import { missesOddPort } from '../../lib/kernel.js';
import { expandPorts, portsInCommon } from '../../lib/ports.js';
import type { HostFacts } from '../../model/facts.js';
import type { Hop, PortRange } from '../../model/hop.js';

/** What its ports depend on. */
type PortOwner = Pick<Hop, 'bind' | 'ports' | 'listens' | 'unixSockets' | 'dealtOut'>;

/** The ports a hop's connections can have, for one (source, destination) pair. */
export interface PortSupply {
  readonly range: PortRange;
  /** Number of ports in the range. */
  readonly width: number;
  /**
   * Ports in the range that are reserved; ports in the range that a listener owns and that are not
   * reserved.
   */
  readonly reserved: number;
  readonly owned: number;
  /** N of docs/ports.md. */
  readonly count: number;
  /** Ports that every search finds; see `isOdd` below. */
  readonly guaranteed: number;
}

/**
 * N = hi - lo + 1 - reserved in range - owned ports in range. A bind that is not late may also get
 * owned ports. Null = the host's range is unknown. Source: ip-sysctl.rst (ip_local_port_range,
 * ip_local_reserved_ports); inet_hashtables.c.
 */
export function portSupply(hop: PortOwner, facts: HostFacts): PortSupply | null {
  const known = supplies.get(facts) ?? new WeakMap();
  supplies.set(facts, known);
  const alike = known.get(hop.listens) ?? new Map();
  known.set(hop.listens, alike);
  const owner = hop.ports.of === 'host' ? '' : `${hop.ports.of} ${hop.ports.range}`;
  const dealtOut = hop.bind === 'late' ? (hop.dealtOut ?? '') : '';
  const key = `${hop.unixSockets ? 'unix ' : ''}${hop.bind} ${owner} ${dealtOut}`;
  const found = alike.get(key);
  if (found !== undefined) return found;
  const supply = countSupply(hop, facts);
  alike.set(key, supply);
  return supply;
}

/** By host, listeners, bind and range: of ten thousand hops most are equal in these. */
const supplies = new WeakMap<
  HostFacts,
  WeakMap<readonly number[], Map<string, PortSupply | null>>
>();

function countSupply(hop: PortOwner, facts: HostFacts): PortSupply | null {
  // A unix socket has no ports, and where servers share a hop it serves what the others cannot.
  if (hop.unixSockets) return null;
  // The kernel of clients on other hosts is unknown and counts as a current one.
  if (hop.ports.of === 'client') return supply(hop.ports.range, new Set(), new Set());
  // Ports that a configuration gives out itself may lie outside the host's range.
  const range = hop.ports.of === 'configuration' ? hop.ports.range : facts.portRange;
  if (!range) return null;
  // An explicit bind also takes reserved ports.
  const listed = hop.bind === 'explicit' ? '' : (facts.reservedPorts ?? '');
  const owned = new Set([...(facts.portsInUse ?? []), ...hop.listens]);
  const found = supply(range, new Set(expandPorts(listed)), owned, missesOddPort(facts));
  if (hop.bind === 'late') return withoutDealtOut(found, hop, facts);
  const unowned = hop.bind === 'explicit' ? found.count : found.guaranteed;
  // bind() conflicts with a listener only on its own address or on all addresses, and the facts do
  // not say which a listener has (measured: a listener on another address costs early and explicit
  // binds nothing, one on all addresses costs its port).
  return { ...found, count: found.count + found.owned, guaranteed: unowned };
}

/**
 * A late connect skips a port of a bound socket, whatever its addresses; a bound socket may take a
 * port of a late connect. So it depends on which comes first (inet_hashtables.c; measured: with 50
 * explicit ports and 100 late ones around them, 120 connections to two destinations).
 */
function withoutDealtOut(found: PortSupply, hop: PortOwner, facts: HostFacts): PortSupply {
  const missed = countIn(hop, facts, hop.dealtOut ?? []);
  return { ...found, guaranteed: Math.max(0, found.guaranteed - missed) };
}

/**
 * How many ports of a hop lie in some ranges.
 * @param ranges as `mergedRanges` returns them
 */
export function countIn(
  { bind, ports, listens }: PortOwner,
  facts: HostFacts,
  ranges: readonly PortRange[],
): number {
  const range = ports.of === 'configuration' ? ports.range : facts.portRange;
  if (!range || ports.of === 'client' || ranges.length === 0) return 0;
  const all = portsInCommon(range, ranges);
  if (bind !== 'late') return all;
  const skipped = new Set([
    ...expandPorts(facts.reservedPorts ?? ''),
    ...(facts.portsInUse ?? []),
    ...listens,
  ]);
  const [low, high] = range;
  const here = [...skipped].filter((port) => low <= port && port <= high);
  return all - here.filter((port) => portsInCommon([port, port], ranges) > 0).length;
}

function supply(
  range: PortRange,
  reserved: ReadonlySet<number>,
  owned: ReadonlySet<number>,
  missesOdd = true,
): PortSupply {
  const inRange = (port: number) => port >= range[0] && port <= range[1];
  const reservedHere = [...reserved].filter(inRange).length;
  const ownedHere = [...owned].filter((port) => inRange(port) && !reserved.has(port)).length;
  const width = range[1] - range[0] + 1;
  const count = width - reservedHere - ownedHere;
  return {
    range,
    width,
    reserved: reservedHere,
    owned: ownedHere,
    count,
    guaranteed: missesOdd && isOdd(width) ? Math.max(0, count - 1) : count,
  };
}

/**
 * A search covers an even number of ports (inet_hashtables.c, `remaining &= ~1U`), so with an odd
 * width above 1 it may miss one port. The width of the range decides, whatever is reserved in it:
 * of three ports with two reserved, it may miss the one that is left (measured).
 */
function isOdd(width: number): boolean {
  return width > 1 && width % 2 === 1;
}
