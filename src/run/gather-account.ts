import { formatEndpoint, originUrl } from '../lib/origin.js';
import { VERSION } from '../lib/version.js';
import type { CapacityReport } from '../model/capacity.js';
import type { Budgets, RunAccount } from '../model/run-account.js';
import type { RunPlan } from '../model/run-result.js';
import type { SessionKind } from '../model/scenario.js';
import { CHECKS } from '../verify/checks/registry.js';
import { WITNESSES } from '../verify/verdict.js';
import type { Outcome } from './carry-out.js';
import { beginning } from './maintenance/health-answer.js';
import { runBounds } from './maintenance/run-bounds.js';
import type { PreparedLoad } from './prepare-load.js';
import type { Recorder } from './recorder.js';
import type { Ground } from './targets/ground.js';

/** A run that is over, as its parts left it. */
export interface FinishedRun {
  readonly startedAt: Date;
  readonly ground: Ground;
  readonly load: PreparedLoad;
  readonly engine: string;
  readonly prediction: CapacityReport | null;
  readonly recorder: Recorder;
  readonly outcome: Outcome;
  readonly budgets: Budgets;
}

/** Puts everything that a verdict and a result need beside the ledger into one value. */
export function gatherAccount(run: FinishedRun): RunAccount {
  const { ground, load, recorder, outcome } = run;
  const { deployment } = ground;
  const lagMs = recorder.lagMs(outcome.records.tester);
  const { latency } = outcome.records;
  return {
    scenario: ground.scenario.name,
    checks: Object.keys(CHECKS) as (keyof typeof CHECKS)[],
    witnesses: WITNESSES,
    startedAt: run.startedAt.toISOString(),
    tidegate: VERSION,
    interrupted: outcome.interrupted,
    trouble: outcome.trouble,
    commands: deployment.flip.commands,
    prediction: run.prediction?.endToEnd ?? null,
    facts: load.facts,
    plan: planOf(run),
    load: load.plan.load,
    phases: recorder.phases,
    timeline: recorder.timeline(),
    latency: latency.count > 0 ? latency : null,
    memory: recorder.memory,
    peakOpen: recorder.peakOpen,
    heldFromMs: recorder.phases.find(({ name }) => name === 'ramp')?.endMs ?? 0,
    endMs: outcome.endMs,
    patienceMs: load.plan.patienceMs,
    lagMs,
    budgets: run.budgets,
    untested: deployment.speaksTidegate ? '' : 'short GETs only',
    disturbance: null,
    maintenance: {
      bounds: runBounds(deployment.health, lagMs),
      reportsTransitions: deployment.kind === 'chain',
      promises: deployment.promises,
      page: beginning(ground.scenario.maintenance.page),
      healthUrls: Object.fromEntries(
        deployment.backends.map(({ name, origin, healthPath }) => [
          name,
          originUrl(origin, healthPath),
        ]),
      ),
    },
  };
}

function planOf({ ground, load, engine }: FinishedRun): RunPlan {
  const { plan } = load;
  const mix: Partial<Record<SessionKind, number>> = {};
  for (const { session, share } of plan.load.mix) mix[session.kind] = share;
  const maker = ground.deployment.kind === 'chain' ? 'bundled' : 'foreign';
  return {
    connections: plan.load.connections,
    rampMs: plan.load.rampMs,
    workers: load.workers,
    engine,
    bind: plan.load.bind,
    sources: plan.load.sources === null ? [] : [plan.load.sources],
    entry: formatEndpoint(plan.origin),
    boxes: { frontend: maker, backends: maker },
    mix,
    notes: load.notes,
  };
}
