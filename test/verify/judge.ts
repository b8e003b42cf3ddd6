import type { CheckResult } from '../../src/model/run-result.js';
import { CHECKS, runChecks } from '../../src/verify/checks/registry.js';
import { goodRun, type LedgerBuilder } from '../support/ledger.js';

/** One check's result on the good run, changed. */
export function judge(
  id: keyof typeof CHECKS,
  change: (run: LedgerBuilder) => void = () => undefined,
): CheckResult {
  const run = goodRun();
  change(run);
  return { id, ...CHECKS[id](run.evidence()) };
}

/** Ids of the checks that fail on the good run, changed. */
export function failing(change: (run: LedgerBuilder) => void): string[] {
  const run = goodRun();
  change(run);
  return runChecks(run.evidence())
    .filter(({ status }) => status === 'fail')
    .map(({ id }) => id);
}
