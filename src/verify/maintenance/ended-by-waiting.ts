import type { ClientRequest } from '../../model/ledger.js';
import type { Evidence } from '../evidence.js';
import { backendOf } from '../in-flight.js';

/**
 * Whether the waiting timeout may have ended what was on the drained backend at this moment:
 * it began before the backend was marked down, and W had passed, or all but the tester's lag. In a
 * run without a flip it never did.
 */
export function endedByWaiting(
  evidence: Evidence,
  request: ClientRequest,
  atMs: number | null,
): boolean {
  const { maintenance, raceMs, lagMs } = evidence;
  if (maintenance === null || atMs === null) return false;
  // We gave it up: the other side had not ended it.
  if (request.outcome === 'timeout') return false;
  const { markedDown, drained } = maintenance;
  const { waitMs } = maintenance.bounds;
  return (
    waitMs !== null &&
    backendOf(evidence, request) === drained &&
    request.sentMs <= markedDown.latestMs + raceMs &&
    atMs >= markedDown.earliestMs + waitMs - lagMs
  );
}
