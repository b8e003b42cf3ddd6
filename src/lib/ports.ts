import type { PortRange } from '../model/hop.js';

export const MAX_PORT = 65_535;

/** Port 0 is none: it asks the kernel for one. */
export function isPort(port: number): boolean {
  return port >= 1 && port <= MAX_PORT;
}

/**
 * Linux's default range of ephemeral ports, both ends inclusive: 28,232 ports. Source:
 * Documentation/networking/ip-sysctl.rst, ip_local_port_range.
 */
export const DEFAULT_PORT_RANGE: PortRange = [32_768, 60_999];

/**
 * The ports of a list in the kernel's notation of ip_local_reserved_ports, `8080,9148,40000-40099`,
 * in its order; an empty text has none.
 */
export function expandPorts(list: string): number[] {
  return parsePortRanges(list).flatMap(portsOf);
}

/** The same list as inclusive ranges; parts that are no port or range are left out. */
export function parsePortRanges(list: string): PortRange[] {
  return list.split(',').flatMap((part) => {
    const match = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part);
    if (!match) return [];
    const low = Number(match[1]);
    return [[low, Number(match[2] ?? low)] as const];
  });
}

/**
 * The list with more ports in it, neighbours joined to ranges, in the notation of
 * ip_local_reserved_ports.
 */
export function addPorts(list: string, ports: Iterable<number>): string {
  const all = [...expandPorts(list), ...ports];
  return mergedRanges(all.map((port) => [port, port]))
    .map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`))
    .join(',');
}

/** The same numbers in as few inclusive ranges as possible, ascending. */
export function mergedRanges(ranges: readonly PortRange[]): PortRange[] {
  const found: [number, number][] = [];
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else found.push([low, high]);
  }
  return found;
}

/** Number of ports of a range that lie in one of some ranges; the ranges do not overlap. */
export function portsInCommon([low, high]: PortRange, ranges: readonly PortRange[]): number {
  return ranges.reduce(
    (sum, [from, to]) => sum + Math.max(0, Math.min(high, to) - Math.max(low, from) + 1),
    0,
  );
}

/** The ports of a range that a connection can have, ascending: all except those that are taken. */
export function usablePorts(range: PortRange, taken: Iterable<number> = []): number[] {
  const skipped = new Set(taken);
  return portsOf(range).filter((port) => !skipped.has(port));
}

function portsOf([low, high]: PortRange): number[] {
  return Array.from({ length: high - low + 1 }, (_, offset) => low + offset);
}
