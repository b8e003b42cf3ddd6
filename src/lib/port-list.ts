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
