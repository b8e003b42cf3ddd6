/**
 * The ports of a list as the kernel writes it in ip_local_reserved_ports,
 * `8080,9148,40000-40099`, in its order; empty text is no port.
 */
export function expandPorts(list: string): number[] {
  return parsePortRanges(list).flatMap(([low, high]) =>
    Array.from({ length: high - low + 1 }, (_, offset) => low + offset),
  );
}

/** The same as inclusive ranges; what is no port or range is left out. */
export function parsePortRanges(list: string): (readonly [low: number, high: number])[] {
  return list.split(',').flatMap((part) => {
    const match = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part);
    if (!match) return [];
    const low = Number(match[1]);
    return [[low, Number(match[2] ?? low)] as const];
  });
}

/** A list with more ports in it, neighbours as ranges, as ip_local_reserved_ports takes it. */
export function addPorts(list: string, ports: Iterable<number>): string {
  const all = [...new Set([...expandPorts(list), ...ports])].sort((a, b) => a - b);
  const ranges: [low: number, high: number][] = [];
  for (const port of all) {
    const last = ranges.at(-1);
    if (last && last[1] === port - 1) last[1] = port;
    else ranges.push([port, port]);
  }
  return ranges.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(',');
}
