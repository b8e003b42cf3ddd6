import type { Ledger } from '../model/ledger.js';
import type { RunAccount } from '../model/run-account.js';
import type { RunResult } from '../model/run-result.js';
import { runChecks } from './checks/registry.js';
import { closesSince, countCloses } from './closes.js';
import { countConnections } from './count-connections.js';
import { gatherEvidence } from './evidence.js';
import { countFates } from './fates.js';
import { measurePhase, requestsByPhase } from './phase-latency.js';
import { type Judgement, verdictOf } from './verdict.js';

const INTERRUPTED: Judgement = { verdict: 'invalid', why: 'interrupted' };

/**
 * The result of a run, from its account and its ledger alone. The same two always give the same
 * result, on any host and at any time.
 */
export function judgeRun(account: RunAccount, ledger: Ledger): RunResult {
  const evidence = gatherEvidence(account, ledger);
  const fates = countFates(evidence);
  const checks = runChecks(evidence, account.checks);
  const told = evidence.maintenance?.markedDown;
  const { facts, plan, phases, timeline, latency, untested, memory } = account;
  return {
    schema: 'tidegate.run/1',
    scenario: account.scenario,
    ...judgementOf(account, verdictOf(checks, account.witnesses, evidence)),
    interrupted: account.interrupted,
    trouble: account.trouble,
    commands: account.commands,
    startedAt: account.startedAt,
    tidegate: account.tidegate,
    prediction: account.prediction,
    facts,
    plan,
    score: phases.map(({ name }) => name),
    bounds: account.maintenance?.bounds ?? null,
    flip: ledger.flip,
    markedDownMs: told?.told ? told.latestMs : null,
    connections: countConnections(account, ledger),
    fates: fates.all,
    fatesByKind: fates.byKind,
    checks,
    phases,
    timeline,
    latency,
    latencyByPhase: requestsByPhase(evidence).map(measurePhase),
    closes: countCloses(evidence, closesSince(evidence)),
    untested,
    memory,
  };
}

/** A run that was cut short proves nothing right, but what it found wrong remains wrong. */
function judgementOf({ interrupted, trouble }: RunAccount, judged: Judgement): Judgement {
  if (interrupted) return INTERRUPTED;
  if (trouble && judged.verdict === 'pass') return { verdict: 'invalid', why: trouble.message };
  return judged;
}
