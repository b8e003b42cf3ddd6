import type { ClientRequest } from '../../model/ledger.js';
import type { Change } from '../baseline.js';
import type { Evidence } from '../evidence.js';

/** Whether the drained backend came back with a new version: its bodies are different but not empty. */
export function isRenewed(
  { maintenance, disturbance }: Evidence,
  { sentMs, bodyBytes, backend }: ClientRequest,
  change: Change,
): boolean {
  const endedMs = disturbance?.endedMs ?? null;
  if (maintenance === null || endedMs === null) return false;
  const since = sentMs >= endedMs && bodyBytes > 0;
  const its = backend === maintenance.drained || backend === null;
  return since && its && (change === 'length' || change === 'bytes');
}

/** An answer of the drained backend, which may have a new version. */
export function isOfDrained({ maintenance }: Evidence, { backend }: ClientRequest): boolean {
  return maintenance !== null && backend === maintenance.drained;
}

/** @param answers how many: `12 answers` */
export function renewedInWords({ maintenance }: Evidence, answers: string): string {
  return `${answers} of ${maintenance?.drained} differ since it came back: a new version, if the maintenance was for one`;
}
