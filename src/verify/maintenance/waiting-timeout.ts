import type { ClientRequest } from '../../model/ledger.js';
import type { Evidence } from '../evidence.js';
import { backendOf } from '../in-flight.js';

/*
 * What a waiting timeout may end. Checks of all kinds of run ask this; in a run without a flip it
 * is always nothing.
 */

/** Whether a waiting timeout may have ended anything in this run. */
export function hasWaiting({ maintenance }: Evidence): boolean {
  return maintenance !== null;
}

/**
 * Whether the waiting timeout may have ended this request on the drained backend at this moment: it
 * was sent before the backend was marked down, and W had passed, give or take the tester's lag.
 */
export function endedByWaiting(
  evidence: Evidence,
  request: ClientRequest,
  atMs: number | null,
): boolean {
  const { maintenance, raceMs } = evidence;
  if (maintenance === null || atMs === null) return false;
  // The client gave it up, so the other side had not ended it.
  if (request.outcome === 'timeout') return false;
  return (
    request.sentMs <= maintenance.markedDown.latestMs + raceMs &&
    isAfterWait(evidence, backendOf(evidence, request), atMs)
  );
}

/** Whether W had passed on this backend, give or take the tester's lag. */
export function isAfterWait(
  { maintenance, lagMs }: Evidence,
  backend: string | null,
  atMs: number,
): boolean {
  const waitMs = maintenance?.bounds.waitMs ?? null;
  if (maintenance === null || waitMs === null || backend !== maintenance.drained) return false;
  return atMs >= maintenance.markedDown.earliestMs + waitMs - lagMs;
}

/** On the drained backend since before Tm, and still there after Tm + W + C. */
export function outlivesWaiting(evidence: Evidence, request: ClientRequest): boolean {
  const { maintenance } = evidence;
  if (maintenance === null || !maintenance.switched) return false;
  const { markedDown, drained, drainEndMs } = maintenance;
  const { waitMs, closeMs } = maintenance.bounds;
  if (waitMs === null) return false;
  const deadlineMs = markedDown.latestMs + waitMs + closeMs;
  return (
    request.sentMs <= markedDown.latestMs &&
    deadlineMs <= drainEndMs &&
    (request.endMs === null || request.endMs > deadlineMs) &&
    backendOf(evidence, request) === drained
  );
}
