import type { CheckResult } from '../../src/model/run-result.js';
import { CHECKS, checksWith, runChecks } from '../../src/verify/checks/registry.js';
import { goodRun, heldRun, type LedgerBuilder } from '../support/ledger.js';

/** One check's result on the good run that has what it needs, changed. */
export function judge(
  id: keyof typeof CHECKS,
  change: (run: LedgerBuilder) => void = () => undefined,
): CheckResult {
  const run = goodRunFor(id);
  change(run);
  return { id, ...CHECKS[id].judge(run.evidence()) };
}

/** The checks that only a run with a flip has. */
export const OF_A_FLIP = checksWith(new Set(['flip', 'disturbance', 'server-ledgers']));

/** Ids of the checks that fail on the changed good run. */
export function failing(change: (run: LedgerBuilder) => void): string[] {
  const run = goodRun();
  change(run);
  return runChecks(run.evidence(), OF_A_FLIP)
    .filter(({ status }) => status === 'fail')
    .map(({ id }) => id);
}

export function goodRunFor(id: keyof typeof CHECKS): LedgerBuilder {
  return CHECKS[id].needs.includes('pulses') ? heldRun() : goodRun();
}
