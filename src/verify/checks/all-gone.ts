import { formatMs } from '../../lib/units.js';
import { at, count } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip } from '../finding.js';
import { backendOf } from '../in-flight.js';
import type { MarkedDown } from '../marked-down.js';

/** Looks at the kernel's count that are taken together: a health check's connection is in some, not all. */
const LOOKS = 5;

/**
 * At Tm + W + C nothing is left at the drained backend: no connection, by the kernel's count,
 * and no request, by the backend server's ledger. Without a waiting timeout the last count decides.
 */
export function allGone(evidence: Evidence): Finding {
  const { bounds, drained, markedDown, drainEndMs } = evidence;
  if (!markedDown) return skip(`nothing left at ${drained}`, 'maintenance was never switched on');
  const deadlineMs =
    bounds.waitMs === null ? null : markedDown.latestMs + bounds.waitMs + bounds.closeMs;
  const expected =
    deadlineMs === null
      ? `nothing left at ${drained} before maintenance goes off`
      : `nothing left at ${drained} ${formatMs(deadlineMs - markedDown.latestMs)} after it was marked down`;
  if (!wasUsed(evidence, markedDown))
    return skip(expected, `nothing was at ${drained} before the flip`);
  const left = leftConnections(evidence, deadlineMs);
  const requests = openRequests(evidence, deadlineMs ?? drainEndMs);
  if ((left ?? 0) > 0 || requests.length > 0) {
    const why = bounds.waitMs === null ? ' (no waiting timeout)' : '';
    const connections = count(left ?? 0, 'connection');
    const what = evidence.ledger.servers
      ? `${connections} and ${count(requests.length, 'request')} left`
      : `${connections} left, in use or idle in the frontend's pool`;
    const actual = `${what}${why}`;
    return fail(expected, actual, 'frontend', requests);
  }
  if (left === null) return skip(expected, 'no kernel count after that');
  if (!sawTraffic(evidence, markedDown)) {
    return skip(expected, `this kernel saw no connection to ${drained} before the flip either`);
  }
  return pass(expected, evidence.ledger.servers ? 'no connection, no request' : 'no connection');
}

function wasUsed(evidence: Evidence, markedDown: MarkedDown): boolean {
  return (
    evidence.ledger.requests.some(
      (request) =>
        request.sentMs < markedDown.latestMs && backendOf(evidence, request) === evidence.drained,
    ) || sawTraffic(evidence, markedDown)
  );
}

/**
 * Whether the frontend's connections are this kernel's to count: one on another host has none
 * here, before the flip or after.
 */
function sawTraffic({ ledger, drained }: Evidence, markedDown: MarkedDown): boolean {
  return ledger.kernel.some(
    ({ to, atMs, established }) =>
      to === drained && atMs < markedDown.earliestMs && established > 0,
  );
}

/** The least of the looks from the deadline on; of the last ones where there is no deadline. */
function leftConnections(evidence: Evidence, deadlineMs: number | null): number | null {
  const { ledger, drained, drainEndMs, markedDown } = evidence;
  const fromMs = deadlineMs ?? markedDown?.latestMs ?? 0;
  const looks = ledger.kernel.filter(
    ({ to, atMs }) => to === drained && atMs >= fromMs && atMs <= drainEndMs,
  );
  if (looks.length === 0) return null;
  const taken = deadlineMs === null ? looks.slice(-LOOKS) : looks.slice(0, LOOKS);
  return Math.min(...taken.map(({ established }) => established));
}

function openRequests({ ledger, drained }: Evidence, deadlineMs: number): string[] {
  const server = ledger.servers?.find(({ backend }) => backend === drained);
  return (server?.requests ?? [])
    .filter(
      ({ health, beganMs, endMs }) =>
        !health && beganMs < deadlineMs && (endMs === null || endMs > deadlineMs),
    )
    .map(({ id, path, beganMs }) => `${id || 'no id'} ${path} began ${at(beganMs)}`);
}
