import { formatEndpoint } from '../lib/address/origin.js';
import { VERSION } from '../lib/package.js';
import type { CapacityReport } from '../model/capacity.js';
import type { Budgets, RunAccount } from '../model/run-account.js';
import type { RunPlan } from '../model/run-result.js';
import type { SessionKind } from '../model/scenario.js';
import type { Outcome } from './carry-out.js';
import { maintenanceTerms } from './maintenance/gather-flip.js';
import type { PreparedLoad } from './prepare-load.js';
import type { Recorder } from './recorder.js';
import type { Score } from './scenarios/score-of.js';
import type { Ground } from './targets/ground.js';

/** The parts of a run that is over. */
export interface FinishedRun {
  readonly startedAt: Date;
  readonly ground: Ground;
  readonly score: Score;
  readonly load: PreparedLoad;
  readonly engine: string;
  readonly prediction: CapacityReport | null;
  readonly recorder: Recorder;
  readonly outcome: Outcome;
  readonly budgets: Budgets;
}

/** Puts into one value everything that a verdict and a result need in addition to the ledger. */
export function gatherAccount(run: FinishedRun): RunAccount {
  const { ground, score, load, recorder, outcome } = run;
  const { maintenance, speaksTidegate } = ground.target;
  const lagMs = recorder.lagMs(outcome.records.tester);
  const { latency } = outcome.records;
  return {
    scenario: ground.scenario.name,
    checks: score.checks,
    witnesses: score.witnesses,
    startedAt: run.startedAt.toISOString(),
    tidegate: VERSION,
    interrupted: outcome.interrupted,
    trouble: outcome.trouble,
    commands: [...(maintenance?.ground.flip.commands ?? []), ...recorder.commands],
    prediction: run.prediction?.endToEnd ?? null,
    facts: load.facts,
    plan: planOf(run),
    load: load.plan.load,
    phases: recorder.phases,
    timeline: recorder.timeline(),
    latency: latency.count > 0 ? latency : null,
    memory: recorder.memory,
    peakOpen: recorder.peakOpen,
    entryBox: ground.target.entryBox,
    heldFromMs: recorder.heldFromMs ?? 0,
    endMs: outcome.endMs,
    patienceMs: load.plan.patienceMs,
    lagMs,
    budgets: run.budgets,
    untested: speaksTidegate ? '' : 'short GETs only',
    disturbance: recorder.disturbance,
    maintenance: maintenance && maintenanceTerms(maintenance, lagMs),
  };
}

function planOf({ ground, load, engine }: FinishedRun): RunPlan {
  const { plan } = load;
  const mix: Partial<Record<SessionKind, number>> = {};
  for (const { session, share } of plan.load.mix) mix[session.kind] = share;
  return {
    connections: plan.load.connections,
    rampMs: plan.load.rampMs,
    workers: load.workers,
    engine,
    bind: plan.load.bind,
    sources: plan.load.sources === null ? [] : [plan.load.sources],
    entry: formatEndpoint(plan.origin),
    boxes: ground.target.boxes,
    mix,
    notes: load.notes,
  };
}
