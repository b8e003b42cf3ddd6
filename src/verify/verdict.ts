import type { CheckId, CheckResult, Verdict } from '../model/run-result.js';
import { TESTER } from './finding.js';

/**
 * The checks that see whether the frontend left the drained backend alone. That nothing was left
 * on it at the end is no witness: a frontend that never drains may keep no connection either.
 */
export const WITNESSES: readonly CheckId[] = ['status-and-body', 'last-new-request'];

export interface Judgement {
  readonly verdict: Verdict;
  /** Why it is `invalid`; else empty. */
  readonly why: string;
}

/**
 * `invalid` when the tester itself was the limit, whatever else was found, when the switch had no
 * effect and nothing broke, and when no witness saw what the frontend did: none is a pass, and none
 * says anything against the deployment.
 * @param switched whether anything shows that maintenance took effect
 */
export function verdictOf(checks: readonly CheckResult[], switched: boolean): Judgement {
  const tester = checks.find(({ id }) => id === 'tester-healthy');
  if (tester?.status === 'fail') return invalid(`the tester was the limit: ${tester.actual}`);
  const failed = checks.filter(({ status }) => status === 'fail');
  const own = failed.find(({ blame }) => blame === TESTER);
  if (own && failed.every(({ blame }) => blame === TESTER)) {
    return invalid(`the tester was the limit: ${own.actual}`);
  }
  const visible = failed.find(({ id }) => id === 'flip-visible');
  if (!switched && visible && failed.length === 1) {
    return invalid(
      `nothing to judge: the command that switches maintenance on ended well and switched nothing; ${visible.actual}`,
    );
  }
  if (failed.length > 0) return { verdict: 'fail', why: '' };
  const witnessed = checks.some(({ id, status }) => WITNESSES.includes(id) && status !== 'skip');
  if (witnessed) return { verdict: 'pass', why: '' };
  return invalid(
    'nothing shows whether the drained backend was left alone: name a response header that tells the backends apart (--backend-header)',
  );
}

function invalid(why: string): Judgement {
  return { verdict: 'invalid', why };
}
