import type {
  CapacityReport,
  HopLimitId,
  Limit,
  TargetChange,
  TargetPlan,
} from '../../model/capacity.js';
import type { HaproxyProcess } from '../../model/haproxy/hop-haproxy.js';
import type { Deployment, Hop, PortRange } from '../../model/hop.js';
import { assessCapacity } from '../assess.js';
import { flowOf, processPart } from '../flow/whole.js';
import { HOP_LIMITS } from '../limits/registry.js';
import { withOwnVariables } from './own-variables.js';
import { raiseHaproxy } from './raise-haproxy.js';
import { RAISE_HOP } from './raise-hop.js';
import { RAISE_HOST } from './raise-host.js';
import { raiseServers } from './raise-servers.js';
import { type Sized, WIDEST } from './sized.js';

export interface TargetOutcome {
  readonly plan: TargetPlan;
  /** The model with all changes of the plan. */
  readonly changed: Sized;
}

/** Ways may share servers, so that enough for each way can be too little for all of them. */
const MOST_ROUNDS = 5;

/**
 * The least change that makes `target` connections possible on all routes together. Only limits
 * that are too low are raised, each as far as needed, and several ways in the proportion in which
 * they share now. The calculator itself checks the plan.
 * @param widest the port range that the host may be told to use
 */
export function planTarget(now: Sized, target: number, widest = WIDEST): TargetOutcome {
  const changes: TargetChange[] = [];
  let state = now;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = changes.length;
    state = raiseHops(state, { target, boost: 2 ** round, widest }, changes);
    state = raiseHaproxy(state, target, changes);
    state = raiseHost(state, target, changes);
    if (changes.length === before || holds(state, target)) break;
  }
  const after = assessCapacity(state.deployment, state.facts).endToEnd.max;
  const reached = after === null || after >= target;
  const told = withOwnVariables(withoutReplaced(changes), now.deployment.hops);
  const plan = { connections: target, reached, after, changes: told };
  return { plan, changed: state };
}

function holds({ deployment, facts }: Sized, target: number): boolean {
  const { max } = assessCapacity(deployment, facts).endToEnd;
  return max === null || max >= target;
}

/** A later round replaces the same setting or the same lines. */
function withoutReplaced(changes: readonly TargetChange[]): TargetChange[] {
  const byKey = new Map<string, TargetChange>();
  for (const change of changes) {
    const { where, hopIndex, limit } = change;
    // The servers of an HAProxy backend are rewritten in the same way for any limit.
    const key = JSON.stringify([
      where,
      hopIndex,
      where === 'haproxy' ? '' : limit,
      subjectOf(change),
    ]);
    byKey.delete(key);
    byKey.set(key, change);
  }
  return [...byKey.values()];
}

/** What the lines of a change set, without the value. */
function subjectOf({ where, lines: [first = '', second = ''] }: TargetChange): string {
  if (where === 'haproxy') {
    const [keyword = ''] = second.trim().split(' ');
    return first === 'global' ? first : `${first} ${keyword.replace('server-template', 'server')}`;
  }
  if (where !== 'nginx') return first.split('=')[0]?.trim() ?? '';
  const [name = ''] = first.split(' ');
  return name === 'split_clients' || name.endsWith('_bind') ? 'source' : name;
}

interface Wanted {
  readonly target: number;
  /** How much more than their share the hops are to hold. */
  readonly boost: number;
  readonly widest: PortRange;
}

function raiseHops(
  state: Sized,
  { target, boost, widest }: Wanted,
  changes: TargetChange[],
): Sized {
  const report = assessCapacity(state.deployment, state.facts);
  const needs = needsOf(state, report, target).map((need) => Math.min(target, need * boost));
  let raised = state;
  // Begins with the last hop: a port range widened for it also serves the clients of this host.
  for (const index of [...state.deployment.hops.keys()].reverse()) {
    raised = raiseHop(raised, index, { target, need: needs[index] ?? 0, widest }, changes);
  }
  return raised;
}

/** What each hop has to hold of the target. */
function needsOf({ deployment, facts }: Sized, report: CapacityReport, target: number): number[] {
  const { hops } = deployment;
  if (report.routes.length < 2) return hops.map(() => target);
  const { flowing, flows } = flowOf({ deployment, hops: report.hops }, facts);
  if (flowing >= target) return hops.map(() => 0);
  const ways = report.routes.length;
  return hops.map((_, at) => {
    const used = report.routes.filter(({ hopIndexes }) => hopIndexes.includes(at)).length;
    const share = flowing === 0 ? used / ways : (flows[at] ?? 0) / flowing;
    return Math.ceil(share * target - 1e-6);
  });
}

interface Goal {
  /** The whole target, for limits that the process shares. */
  readonly target: number;
  /** The part of this hop. */
  readonly need: number;
  readonly widest: PortRange;
}

function raiseHop(state: Sized, index: number, goal: Goal, changes: TargetChange[]): Sized {
  let { deployment, facts } = state;
  for (const id of Object.keys(HOP_LIMITS) as HopLimitId[]) {
    const hop = deployment.hops[index];
    const limit = hop && HOP_LIMITS[id](hop, facts);
    if (!hop || !limit) continue;
    const isOfProcess = id === 'worker_connections' || id === 'nofile';
    if (isOfProcess && hop.proxy?.haproxy) continue;
    const needed = isOfProcess ? goal.target : goal.need;
    if (!isBelow(ownLimit(limit, Boolean(hop.accepts?.haproxy)), needed)) continue;
    const raise =
      hop.servers && (id === 'ports' || id === 'max_conns') ? raiseServers : RAISE_HOP[id];
    const raised = raise(hop, facts, needed, goal.widest);
    if (!raised) continue;
    const hopIndex = isOfProcess ? null : index;
    changes.push(...raised.changes.map((change) => ({ ...change, hopIndex })));
    facts = raised.facts;
    deployment = { ...deployment, hops: deployment.hops.with(index, raised.hop) };
    if (isOfProcess) deployment = shareProcess(deployment, raised.hop);
    deployment = withChecks(deployment, checksOf(raised.hop) - checksOf(hop));
  }
  return { deployment, facts };
}

/**
 * For an HAProxy frontend only its own value, because the process is raised for all frontends at
 * once.
 */
function ownLimit(limit: Limit, isHaproxy: boolean): Limit {
  if (limit.id !== 'maxconn' || !isHaproxy || processPart(limit) === null) return limit;
  const { frontend } = limit.inputs;
  return { ...limit, max: typeof frontend === 'number' ? frontend : null };
}

/** All hops of one proxy have the same workers. */
function shareProcess(deployment: Deployment, { proxy: raised }: Hop): Deployment {
  if (!deployment.routes || !raised) return deployment;
  const { workerConnections, workerRlimitNofile } = raised;
  const hops = deployment.hops.map((hop) =>
    hop.proxy ? { ...hop, proxy: { ...hop.proxy, workerConnections, workerRlimitNofile } } : hop,
  );
  return { ...deployment, hops };
}

/** Descriptors that HAProxy keeps for the checks of a hop's servers, and for their check ports. */
function checksOf({ servers = [] }: Hop): number {
  return servers.reduce((sum, { count, checks, rest }) => {
    const ports = rest.split(' ').filter((word) => word === 'port' || word === 'agent-port');
    return sum + count * checks + ports.length;
  }, 0);
}

/** More server lines have more checks, and HAProxy keeps a descriptor for each. */
function withChecks(deployment: Deployment, more: number): Deployment {
  if (more === 0) return deployment;
  const added = (haproxy: HaproxyProcess): HaproxyProcess => ({
    ...haproxy,
    baseDescriptors: haproxy.baseDescriptors + more,
  });
  const hops = deployment.hops.map((hop) => ({
    ...hop,
    ...(hop.accepts?.haproxy && {
      accepts: { ...hop.accepts, haproxy: added(hop.accepts.haproxy) },
    }),
    ...(hop.proxy?.haproxy && {
      proxy: { ...hop.proxy, haproxy: added(hop.proxy.haproxy) },
    }),
  }));
  return { ...deployment, hops };
}

function raiseHost({ deployment, facts }: Sized, target: number, changes: TargetChange[]): Sized {
  const { host } = assessCapacity(deployment, facts);
  let changed = facts;
  for (const limit of host.limits.filter((one) => isBelow(one, target))) {
    const raised = RAISE_HOST[limit.id](deployment, changed, target);
    if (!raised) continue;
    changes.push(...raised.changes.map((change) => ({ ...change, hopIndex: null })));
    changed = raised.facts;
  }
  return { deployment, facts: changed };
}

/** Compares what is granted in any case, not what may be granted. */
function isBelow({ max, guaranteed }: Limit, target: number): boolean {
  const sure = guaranteed ?? max;
  return sure !== null && sure < target;
}
