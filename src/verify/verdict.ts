import type { CheckId, CheckResult, Verdict } from '../model/run-result.js';
import { CHECKS } from './checks/registry.js';
import type { Evidence } from './evidence.js';
import { TESTER } from './finding.js';

export interface Judgement {
  readonly verdict: Verdict;
  /** The reason, if it is `invalid`; otherwise empty. */
  readonly why: string;
}

/**
 * The verdict is `invalid` in three cases: the tester itself limited the run; the only failed check
 * shows that there was nothing to judge; or no witness could be judged. Such a run neither passes
 * nor counts against the deployment.
 */
export function verdictOf(
  checks: readonly CheckResult[],
  witnesses: readonly CheckId[],
  evidence: Evidence,
): Judgement {
  const tester = checks.find(({ id }) => id === 'tester-healthy');
  if (tester?.status === 'fail') return invalid(`the tester was the limit: ${tester.actual}`);
  const failed = checks.filter(({ status }) => status === 'fail');
  const own = failed.find(({ blame }) => blame === TESTER);
  if (own && failed.every(({ blame }) => blame === TESTER)) {
    return invalid(`the tester was the limit: ${own.actual}`);
  }
  const [first, ...others] = failed;
  const nothing = first && others.length === 0 && CHECKS[first.id].voids?.(evidence, first);
  if (nothing) return invalid(nothing);
  if (failed.length > 0) return { verdict: 'fail', why: '' };
  const witnessed = checks.some(({ id, status }) => witnesses.includes(id) && status !== 'skip');
  return witnessed ? { verdict: 'pass', why: '' } : invalid(blindness(checks, witnesses, evidence));
}

/** The reason that is given if no witness could be judged. */
function blindness(
  checks: readonly CheckResult[],
  witnesses: readonly CheckId[],
  evidence: Evidence,
): string {
  for (const { blind, missing } of witnesses.map((id) => CHECKS[id])) {
    if (blind) return `${blind.unseen}: ${missing(evidence) ?? blind.mend}`;
  }
  const skipped = checks.find(({ id }) => witnesses.includes(id));
  return skipped
    ? `nothing to judge by: ${skipped.id} was skipped: ${skipped.actual}`
    : 'nothing to judge by: no check that this run depends on was made';
}

function invalid(why: string): Judgement {
  return { verdict: 'invalid', why };
}
