import type {
  Binding,
  CapacityReport,
  EndToEnd,
  HopCapacity,
  Limit,
  RunnerUp,
} from '../model/capacity.js';
import type { Deployment } from '../model/hop.js';

/** A limit with a number, and the hop that it belongs to. */
export interface Candidate extends Binding {
  readonly max: number;
}

const NOTHING_KNOWN: EndToEnd = { max: null, binding: null, bindings: [], runnerUp: null };

/** The least limit over the hops of each route and the host; of equal ones, the first on the route. */
export function assessRoutes(
  deployment: Deployment,
  hops: readonly HopCapacity[],
  host: readonly Limit[],
): CapacityReport['routes'] {
  return routesOf(deployment).map((route) => {
    const candidates = [
      ...route.flatMap((at) => hops[at]?.limits.map((limit) => of(limit, hops, at)) ?? []),
      ...host.map((limit) => of(limit, hops, null)),
    ];
    return {
      hops: route.flatMap((at) => hops[at]?.name ?? []),
      hopIndexes: route,
      ...least(ascending(candidates)),
    };
  });
}

/** Without written routes there is one, through all hops. */
export function routesOf({ routes, hops }: Deployment): readonly (readonly number[])[] {
  return routes ?? [[...hops.keys()]];
}

/** A limit as a candidate; `at` is the index of its hop, null = the host. */
export function of({ id, max }: Limit, hops: readonly HopCapacity[], at: number | null) {
  return { limit: id, max, hopIndex: at, hop: at === null ? null : (hops[at]?.name ?? null) };
}

/** @param candidates sorted, the least first */
export function least([first, second]: readonly Candidate[]): EndToEnd {
  if (!first) return NOTHING_KNOWN;
  const binding = { hop: first.hop, hopIndex: first.hopIndex, limit: first.limit };
  return {
    max: first.max,
    binding,
    bindings: [binding],
    runnerUp: second ? next(second, first.max) : null,
  };
}

export function next({ hop, hopIndex, limit, max }: Candidate, above: number) {
  return { hop, hopIndex, limit, max, above: max - above };
}

type Known<T> = T & { readonly max: number };

/** Limits that have a number, the least first, equal ones in their order; null is unlimited. */
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
