import type { CapacityReport, EndToEnd, HopCapacity, Limit, RunnerUp } from '../model/capacity.js';
import type { Deployment } from '../model/hop.js';

/** A limit that has a number, and the hop it is of; null = the host's. */
interface Candidate {
  readonly id: string;
  readonly max: number;
  readonly hop: string | null;
}

/** The least over the hops of each route and the host; of equals, the first on the way. */
export function assessRoutes(
  { routes }: Deployment,
  hops: readonly HopCapacity[],
  host: readonly Limit[],
): CapacityReport['routes'] {
  return (routes ?? [[...hops.keys()]]).map((route) => {
    const own = route.flatMap((at) => hops[at] ?? []);
    const candidates = [
      ...own.flatMap(({ name, limits }) => limits.map((limit) => ({ ...limit, hop: name }))),
      ...host.map((limit) => ({ ...limit, hop: null })),
    ];
    return { hops: own.map(({ name }) => name), ...endToEnd(candidates) };
  });
}

/** The route that holds least: what a deployment holds however its sessions spread. */
export function weakest(routes: CapacityReport['routes']): EndToEnd {
  const [least] = ascending(routes);
  if (!least) return { max: null, binding: null, runnerUp: null };
  const { max, binding, runnerUp: next } = least;
  return { max, binding, runnerUp: next };
}

function endToEnd(candidates: readonly (Limit & { readonly hop: string | null })[]): EndToEnd {
  const [first, second] = ascending(candidates) as Candidate[];
  if (!first) return { max: null, binding: null, runnerUp: null };
  return {
    max: first.max,
    binding: { hop: first.hop, limit: first.id },
    runnerUp: second ? { hop: second.hop, ...runnerUp(first, second) } : null,
  };
}

type Known<T> = T & { readonly max: number };

/** Those that have a number, the least first, equals as they stood; null is unlimited. */
export function ascending<T extends { readonly max: number | null }>(
  items: readonly T[],
): Known<T>[] {
  return items.filter((item): item is Known<T> => item.max !== null).sort((a, b) => a.max - b.max);
}

export function runnerUp(
  binding: { readonly max: number },
  next: { readonly id: string; readonly max: number },
): RunnerUp {
  return { limit: next.id, max: next.max, above: next.max - binding.max };
}

export function leastOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
