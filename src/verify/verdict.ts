import type { CheckId, CheckResult, Verdict } from '../model/run-result.js';

/** The checks that see whether the frontend left the drained backend alone. */
const WITNESSES: readonly CheckId[] = ['status-and-body', 'last-new-request', 'all-gone'];

/**
 * `invalid` when the tester itself was the limit, whatever else was found, and when no witness
 * saw what the frontend did: neither is a pass, and neither says anything against the deployment.
 */
export function verdictOf(checks: readonly CheckResult[]): Verdict {
  const ofDeployment = checks.filter((check) => check.id !== 'tester-healthy');
  const tester = checks.find((check) => check.id === 'tester-healthy');
  if (tester?.status === 'fail') return 'invalid';
  if (ofDeployment.some((check) => check.status === 'fail')) return 'fail';
  const witnessed = checks.some(({ id, status }) => WITNESSES.includes(id) && status !== 'skip');
  return witnessed ? 'pass' : 'invalid';
}
