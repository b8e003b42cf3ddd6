import { formatEndpoint, originUrl } from '../lib/origin.js';
import { VERSION } from '../lib/version.js';
import type { CapacityReport } from '../model/capacity.js';
import type { Ledger } from '../model/ledger.js';
import type { Bounds, ConnectionCounts, RunPlan, RunResult } from '../model/run-result.js';
import type { SessionKind } from '../model/scenario.js';
import { runChecks } from '../verify/checks/registry.js';
import { closesSinceFlip, countCloses } from '../verify/closes.js';
import { type Budgets, gatherEvidence, type RunFacts } from '../verify/evidence.js';
import { countFates } from '../verify/fates.js';
import { measurePhases, requestsByPhase } from '../verify/phase-latency.js';
import { type Judgement, verdictOf } from '../verify/verdict.js';
import type { Outcome } from './carry-out.js';
import { gatherLedger } from './gather-ledger.js';
import type { Ground } from './ground.js';
import { beginning } from './health-answer.js';
import type { PreparedLoad } from './prepare-load.js';
import type { Recorder } from './recorder.js';
import { runBounds } from './run-bounds.js';

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

const INTERRUPTED: Judgement = { verdict: 'invalid', why: 'interrupted' };

/** Judges the run and puts everything into the one value that is stored. */
export function assembleResult(run: FinishedRun): RunResult {
  const { ground, load, recorder, outcome } = run;
  const { deployment } = ground;
  const ledger = gatherLedger(deployment, recorder, outcome);
  const bounds = runBounds(deployment.health, recorder.lagMs(outcome.records.tester));
  const evidence = gatherEvidence(runFacts(run, ledger, bounds));
  const fates = countFates(evidence);
  const checks = runChecks(evidence);
  const { latency } = outcome.records;
  return {
    schema: 'tidegate.run/1',
    scenario: ground.scenario.name,
    ...judgementOf(outcome, verdictOf(checks, evidence.switched)),
    interrupted: outcome.interrupted,
    trouble: outcome.trouble,
    commands: deployment.flip.commands,
    startedAt: run.startedAt.toISOString(),
    tidegate: VERSION,
    prediction: run.prediction?.endToEnd ?? null,
    facts: load.facts,
    plan: planOf(run),
    bounds,
    flip: ledger.flip,
    markedDownMs: evidence.markedDown?.told ? evidence.markedDown.latestMs : null,
    connections: countConnections(run, ledger),
    fates: fates.all,
    fatesByKind: fates.byKind,
    checks,
    phases: recorder.phases,
    timeline: recorder.timeline(),
    latency: latency.count > 0 ? latency : null,
    latencyByPhase: measurePhases(requestsByPhase(evidence)),
    closes: countCloses(evidence, closesSinceFlip(evidence)),
    untested: deployment.speaksTidegate ? '' : 'short GETs only',
    memory: recorder.memory,
  };
}

/** A run cut short proves nothing right; what trouble let it find wrong still stands. */
function judgementOf({ interrupted, trouble }: Outcome, judged: Judgement): Judgement {
  if (interrupted) return INTERRUPTED;
  if (trouble && judged.verdict === 'pass') return { verdict: 'invalid', why: trouble.message };
  return judged;
}

function runFacts(
  { ground, load, recorder, budgets, outcome }: FinishedRun,
  ledger: Ledger,
  bounds: Bounds,
): RunFacts {
  const { deployment } = ground;
  return {
    ledger,
    bounds,
    load: load.plan.load,
    reportsTransitions: deployment.kind === 'chain',
    heldFromMs: recorder.phases.find(({ name }) => name === 'ramp')?.endMs ?? 0,
    patienceMs: load.plan.patienceMs,
    budgets,
    promises: deployment.promises,
    page: beginning(ground.scenario.maintenance.page),
    healthUrls: Object.fromEntries(
      deployment.backends.map(({ name, origin, healthPath }) => [
        name,
        originUrl(origin, healthPath),
      ]),
    ),
    endMs: outcome.endMs,
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

function countConnections(
  { load, recorder }: FinishedRun,
  { connections, kernel }: Ledger,
): ConnectionCounts {
  const { connections: planned } = load.plan.load;
  const first = connections.filter(({ index }) => index < planned);
  const further = connections.filter(
    ({ index, kind }) => index >= planned && kind !== 'visit' && kind !== 'race',
  );
  const failed: Record<string, number> = {};
  for (const { openMs, end } of first) {
    if (openMs === null) failed[end] = (failed[end] ?? 0) + 1;
  }
  const counts = kernel.filter(({ to }) => to === 'frontend').map((count) => count.established);
  return {
    planned,
    established: first.filter(({ openMs }) => openMs !== null).length,
    peak: recorder.peakOpen,
    kernelPeak: counts.length > 0 ? Math.max(...counts) : null,
    failed,
    reconnected: further.length,
  };
}
