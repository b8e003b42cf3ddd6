import type { HostFacts } from '../../../model/facts.js';
import type { PortRange } from '../../../model/hop.js';

/** With fewer descriptors a proxy cannot start. */
const LEAST_NOFILE = 64;

/** A limit times the scale, at least 1; 0 stays, because it often means no limit. */
export function scaled(limit: number, scale: number): number {
  return limit === 0 ? 0 : Math.max(1, Math.round(limit * scale));
}

/** The first ports of a range, scaled. An odd width stays odd, because it gives one port less. */
export function scaledRange([low, high]: PortRange, scale: number): PortRange {
  if (scale === 1) return [low, high];
  const width = high - low + 1;
  const wanted = Math.max(2, Math.round(width * scale));
  const same = wanted % 2 === width % 2 ? wanted : wanted + 1;
  return [low, low + Math.min(same, width) - 1];
}

/** Descriptors of a process, scaled; those for itself are not. */
export function scaledNofile(
  { soft, hard }: NonNullable<HostFacts['nofile']>,
  scale: number,
): NonNullable<HostFacts['nofile']> {
  const one = (limit: number | null) =>
    limit === null || scale === 1 ? limit : Math.max(LEAST_NOFILE, Math.round(limit * scale));
  return { soft: one(soft), hard: one(hard) };
}
