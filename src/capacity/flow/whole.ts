import type { EndToEnd, HopCapacity, Limit, Route } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';
import { ascending, type Candidate, least, next, of, routesOf } from '../end-to-end.js';
import { HopFlow } from './hop-flow.js';

/** A deployment with its limits. */
export interface Assessed {
  readonly deployment: Deployment;
  readonly hops: readonly HopCapacity[];
  readonly host: readonly Limit[];
  readonly routes: readonly Route[];
}

/** Limits that all hops of a proxy share. */
const OF_PROCESS = ['maxconn', 'worker_connections', 'nofile'] as const;

/** Ways that need the same amount of the process for a connection. */
interface Alike {
  readonly ways: readonly (readonly number[])[];
  readonly shared: readonly Candidate[];
}

/**
 * What all ways hold together, in sessions: as many as can flow through the hops, within the limits
 * of each, of the process and of the host. Ways that cost the process least are filled first.
 */
export function assessWhole(assessed: Assessed, facts: HostFacts): EndToEnd {
  const { deployment, hops, host, routes } = assessed;
  const [only] = routes;
  if (only && routes.length === 1) {
    const { max, binding, bindings, runnerUp } = only;
    return { max, binding, bindings, runnerUp };
  }
  const flow = new HopFlow(deployment, hops, facts);
  const used = new Map<string, number>();
  const ofProcess = new Map<string, Candidate>();
  let [total, flowing] = [0, 0];
  for (const { ways, shared } of alikeWays(assessed)) {
    for (const way of ways) flow.add(way);
    const more = flow.augment();
    const allowed = shared.map(({ limit, max }) => Math.floor(max * (1 - (used.get(limit) ?? 0))));
    const taken = Math.min(more, ...allowed);
    for (const candidate of shared) {
      const { limit, max } = candidate;
      used.set(limit, (used.get(limit) ?? 0) + (max === 0 ? 1 : taken / max));
      if (!ofProcess.has(limit)) ofProcess.set(limit, candidate);
    }
    flowing += more;
    total += taken;
  }
  const rest = [...ofProcess.values(), ...ascending(host.map((limit) => of(limit, hops, null)))];
  return headline({ total, flowing, flow, rest, used });
}

/** The flow through the hops alone, without the limits of process and host. */
export function flowOf(
  { deployment, hops }: Pick<Assessed, 'deployment' | 'hops'>,
  facts: HostFacts,
): { readonly flowing: number; readonly flows: readonly number[] } {
  const flow = new HopFlow(deployment, hops, facts);
  for (const way of routesOf(deployment)) flow.add(way);
  const flowing = flow.augment();
  return { flowing, flows: hops.map((_, at) => flow.through(at)) };
}

interface Filled {
  /** Within the limits of the process and of the hops. */
  readonly total: number;
  readonly flowing: number;
  readonly flow: HopFlow;
  /** Limits of the process and the host. */
  readonly rest: readonly Candidate[];
  readonly used: ReadonlyMap<string, number>;
}

function headline({ total, flowing, flow, rest, used }: Filled): EndToEnd {
  const others = ascending(rest);
  const [first] = others;
  if (total === Infinity) return least(others);
  const bindings = flow.bindings();
  if (total < flowing && total < (first?.max ?? Infinity)) {
    // Ways with different costs fill the process before any of its limits would bind alone.
    const full = others.reduce((most, one) =>
      (used.get(one.limit) ?? 0) > (used.get(most.limit) ?? 0) ? one : most,
    );
    const after = others.find((one) => one !== full && one.max >= total);
    return { ...least([{ ...full, max: total }]), runnerUp: after ? next(after, total) : null };
  }
  const [binding] = bindings;
  if (!binding || (first && first.max < flowing)) {
    const all = binding ? [...others, { ...binding, max: flowing }] : others;
    return least(ascending(all));
  }
  return {
    max: flowing,
    binding,
    bindings,
    runnerUp: first ? next(first, flowing) : null,
  };
}

function alikeWays({ deployment, hops }: Assessed): Alike[] {
  const groups = new Map<string, Alike & { ways: (readonly number[])[] }>();
  for (const way of routesOf(deployment)) {
    const shared = processLimits(way, hops);
    const key = JSON.stringify(shared.map(({ limit, max }) => [limit, max]));
    const group = groups.get(key);
    if (group) group.ways.push(way);
    else groups.set(key, { ways: [way], shared });
  }
  const roomOf = ({ shared }: Alike) => Math.min(...shared.map(({ max }) => max), Infinity);
  return [...groups.values()].sort((a, b) => roomOf(b) - roomOf(a) || 0);
}

/** What the process allows on one way, each limit once. */
function processLimits(way: readonly number[], hops: readonly HopCapacity[]): Candidate[] {
  const found = way.flatMap((at) =>
    (hops[at]?.limits ?? []).map((limit) => of({ ...limit, max: processPart(limit) }, hops, at)),
  );
  return OF_PROCESS.flatMap((id) => ascending(found.filter(({ limit }) => limit === id))[0] ?? []);
}

/** The process's part of a limit; null = it has none. */
export function processPart({ id, max, inputs }: Limit): number | null {
  if (id === 'maxconn') return typeof inputs.process === 'number' ? inputs.process : null;
  return id === 'nofile' || id === 'worker_connections' ? max : null;
}
