import type { PortRange } from '../model/hop.js';

/** The same ports in as few ranges as there can be, ascending. */
export function mergedRanges(ranges: readonly PortRange[]): PortRange[] {
  const found: [number, number][] = [];
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else found.push([low, high]);
  }
  return found;
}

/** Ports of a range that lie in ranges which have none in common. */
export function portsInCommon([low, high]: PortRange, ranges: readonly PortRange[]): number {
  return ranges.reduce(
    (sum, [from, to]) => sum + Math.max(0, Math.min(high, to) - Math.max(low, from) + 1),
    0,
  );
}
