import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { at, count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip } from '../finding.js';
import { backendOf, endedByWaiting } from '../in-flight.js';

/**
 * A request whose head was sent before Tm finishes on the drained backend, within the waiting
 * timeout, which alone may end it. Ended sooner, from the flip on, is premature; finished elsewhere, a retry.
 */
export function inFlightFinishes(evidence: Evidence): Finding {
  const { ledger, markedDown, drained, bounds } = evidence;
  // A command that flips may take longer than a request: what ends meanwhile counts, too.
  const flippedMs = ledger.flip.onBeganMs ?? ledger.flip.onMs;
  const expected = `what was under way at ${drained} when it was marked down finishes there`;
  if (!markedDown || flippedMs === null) return skip(expected, 'maintenance was never switched on');
  const begun = ledger.requests.filter(
    (request) =>
      request.kind !== 'tunnel' &&
      request.sentMs < markedDown.earliestMs &&
      endsAfter(request, flippedMs) &&
      wasAt(evidence, request, drained),
  );
  const premature = begun.filter((request) => isPremature(evidence, request));
  const underWay = begun.filter((request) => endsAfter(request, markedDown.earliestMs));
  if (premature.length > 0) {
    return fail(
      expected,
      `${premature.length} of ${count(begun.length, 'request')} that were sent before it was marked down did not finish there`,
      blameForRequests(evidence, premature),
      premature.map(describeRequest),
    );
  }
  if (underWay.length === 0) return skip(expected, `nothing was under way at ${drained} then`);
  const finished = underWay.filter(({ outcome }) => outcome === 'complete');
  const limitMs =
    bounds.waitMs === null
      ? Number.POSITIVE_INFINITY
      : markedDown.latestMs + bounds.waitMs + bounds.closeMs;
  // What was open when a run was cut short may still have had its time.
  const late = underWay.filter(
    ({ outcome, endMs }) =>
      (outcome === 'open' || outcome === 'complete') && (endMs ?? evidence.endMs) > limitMs,
  );
  const open = underWay.filter(({ outcome }) => outcome === 'open');
  const ended = underWay.length - finished.length - open.length;
  const actual = `${count(underWay.length, 'request')} under way ${at(markedDown.earliestMs)}; ${finished.length} finished, ${ended} ended by the waiting timeout`;
  if (late.length === 0) return pass(expected, actual);
  return fail(
    expected,
    `${actual}, ${late.length} went on past it`,
    blameForRequests(evidence, late),
    late.map(describeRequest),
  );
}

function endsAfter({ endMs }: ClientRequest, ms: number): boolean {
  return endMs === null || endMs > ms;
}

/** Neither finished on the drained backend (an error of a proxy's own is no finish), nor still open, nor ended by the waiting timeout. */
function isPremature(evidence: Evidence, request: ClientRequest): boolean {
  if (request.outcome === 'complete') {
    return backendOf(evidence, request) !== evidence.drained || (request.status ?? 0) >= 500;
  }
  return request.outcome !== 'open' && !endedByWaiting(evidence, request, request.endMs);
}

/** A retry elsewhere answers from there; that it was here, only the server's ledger knows. */
function wasAt(evidence: Evidence, request: ClientRequest, backend: string): boolean {
  const seen = evidence.sightings(request.id);
  if (seen.some((one) => one.backend === backend)) return true;
  return seen.length === 0 && request.backend === backend;
}
