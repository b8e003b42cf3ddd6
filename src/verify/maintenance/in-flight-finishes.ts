import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { defineCheck } from '../checks/check.js';
import { at, count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip } from '../finding.js';
import { backendOf } from '../in-flight.js';
import { countOf, select } from '../selection.js';
import { endedByWaiting } from './waiting-timeout.js';

/**
 * A request whose head was sent before Tm finishes on the drained backend, within the waiting
 * timeout, which alone may end it. Ended sooner, from the flip on, is premature; finished elsewhere, a retry.
 */
export const inFlightFinishes = defineCheck({
  needs: ['flip'],
  holds: 'what was under way at the drained backend finishes there',
  judge(evidence, { flip }): Finding {
    const { markedDown, drained, bounds, beganMs } = flip;
    const expected = `what was under way at ${drained} when it was marked down finishes there`;
    // A command that flips may take longer than a request: what ends meanwhile counts, too.
    const begun = select(
      evidence.ledger.requests,
      (request) =>
        request.kind !== 'tunnel' &&
        request.sentMs < markedDown.earliestMs &&
        endsAfter(request, beganMs) &&
        wasAt(evidence, request, drained),
    );
    const premature = select(begun, (request) => isPremature(evidence, request, drained));
    if (premature.length > 0) {
      return fail(
        expected,
        `${countOf(premature)} of ${count(countOf(begun), 'request')} that were sent before it was marked down did not finish there`,
        blameForRequests(evidence, premature),
        samplesOf(premature, describeRequest),
      );
    }
    const underWay = select(begun, (request) => endsAfter(request, markedDown.earliestMs));
    if (underWay.length === 0) return skip(expected, `nothing was under way at ${drained} then`);
    const finished = countOf(underWay, ({ outcome }) => outcome === 'complete');
    const open = countOf(underWay, ({ outcome }) => outcome === 'open');
    const ended = countOf(underWay) - finished - open;
    const actual = `${count(countOf(underWay), 'request')} under way ${at(markedDown.earliestMs)}; ${finished} finished, ${ended} ended by the waiting timeout`;
    const limitMs =
      bounds.waitMs === null
        ? Number.POSITIVE_INFINITY
        : markedDown.latestMs + bounds.waitMs + bounds.closeMs;
    // What was open when a run was cut short may still have had its time.
    const late = select(
      underWay,
      ({ outcome, endMs }) =>
        (outcome === 'open' || outcome === 'complete') && (endMs ?? evidence.endMs) > limitMs,
    );
    if (late.length === 0) return pass(expected, actual);
    return fail(
      expected,
      `${actual}, ${countOf(late)} went on past it`,
      blameForRequests(evidence, late),
      samplesOf(late, describeRequest),
    );
  },
});

function endsAfter({ endMs }: ClientRequest, ms: number): boolean {
  return endMs === null || endMs > ms;
}

/** Neither finished on the drained backend (an error of a proxy's own is no finish), nor still open, nor ended by the waiting timeout. */
function isPremature(evidence: Evidence, request: ClientRequest, drained: string): boolean {
  if (request.outcome === 'complete') {
    return backendOf(evidence, request) !== drained || (request.status ?? 0) >= 500;
  }
  return request.outcome !== 'open' && !endedByWaiting(evidence, request, request.endMs);
}

/** A retry elsewhere answers from there; that it was here, only the server's ledger knows. */
function wasAt(evidence: Evidence, request: ClientRequest, backend: string): boolean {
  const seen = evidence.sightings(request.id);
  if (seen.some((one) => one.backend === backend)) return true;
  return seen.length === 0 && request.backend === backend;
}
