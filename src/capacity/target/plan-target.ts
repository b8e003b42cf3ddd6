import type { Limit, TargetChange, TargetPlan } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';
import { assessCapacity } from '../assess.js';
import { RAISE_HOP } from './raise-hop.js';
import { RAISE_HOST } from './raise-host.js';

/** A deployment on its host: what the calculator is a function of. */
export interface Sized {
  readonly deployment: Deployment;
  readonly facts: HostFacts;
}

export interface TargetOutcome {
  readonly plan: TargetPlan;
  /** The model with every change of the plan made. */
  readonly changed: Sized;
}

/**
 * The least change that makes `target` connections possible on every route: only limits that
 * hold less are lifted, each as far as is needed. The plan is checked by the calculator itself.
 */
export function planTarget(now: Sized, target: number): TargetOutcome {
  const changes: TargetChange[] = [];
  let state = now;
  // From the last hop: a range of ports widened for it serves the clients of this host too.
  for (const index of [...now.deployment.hops.keys()].reverse()) {
    state = raiseHop(state, index, target, changes);
  }
  state = raiseHost(state, target, changes);
  const after = assessCapacity(state.deployment, state.facts).endToEnd.max;
  const reached = after === null || after >= target;
  return { plan: { connections: target, reached, after, changes }, changed: state };
}

function raiseHop(state: Sized, index: number, target: number, changes: TargetChange[]): Sized {
  let { deployment, facts } = state;
  const assessed = assessCapacity(deployment, facts).hops[index];
  for (const limit of assessed?.limits.filter((one) => isBelow(one, target)) ?? []) {
    const hop = deployment.hops[index];
    const raised = hop && RAISE_HOP[limit.id](hop, facts, target);
    if (!raised) continue;
    changes.push(...raised.changes);
    facts = raised.facts;
    deployment = { ...deployment, hops: deployment.hops.with(index, raised.hop) };
  }
  return { deployment, facts };
}

function raiseHost({ deployment, facts }: Sized, target: number, changes: TargetChange[]): Sized {
  const { host } = assessCapacity(deployment, facts);
  let changed = facts;
  for (const limit of host.limits.filter((one) => isBelow(one, target))) {
    const raised = RAISE_HOST[limit.id](deployment, changed, target);
    if (!raised) continue;
    changes.push(...raised.changes);
    changed = raised.facts;
  }
  return { deployment, facts: changed };
}

/** What is granted in any case counts, not what may be granted. */
function isBelow({ max, guaranteed }: Limit, target: number): boolean {
  const sure = guaranteed ?? max;
  return sure !== null && sure < target;
}
