import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { defineCheck } from '../checks/check.js';
import { at, count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip } from '../finding.js';
import { backendOf } from '../in-flight.js';
import { about, countOf, select } from '../selection.js';
import { answeredElsewhere } from './answered-elsewhere.js';
import { endedByWaiting } from './waiting-timeout.js';

/**
 * A request whose head was sent before Tm finishes on the drained backend. Only the waiting timeout
 * may end it. If it ends sooner after the flip, the end is premature; if another backend finishes
 * it, it was retried.
 */
export const inFlightFinishes = defineCheck({
  needs: ['flip'],
  holds: 'what was under way at the drained backend finishes there',
  judge(evidence, { flip }): Finding {
    const { markedDown, drained, bounds, beganMs } = flip;
    const expected = `what was under way at ${drained} when it was marked down finishes there`;
    // A command that flips may take longer than a request, so requests that end during the command
    // count too.
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
        `${about(begun)}${countOf(premature)} of ${count(countOf(begun), 'request')} that were sent before it was marked down did not finish there`,
        blameForRequests(evidence, premature),
        samplesOf(premature, describeRequest),
      );
    }
    const elsewhere = answeredElsewhere(evidence, flip);
    if (elsewhere.length > 0) {
      return fail(
        expected,
        `${count(elsewhere.length, 'request')} cut at ${drained} and answered elsewhere`,
        evidence.entryBox,
        samplesOf(
          elsewhere,
          ({ id, beganMs, endMs }) => `${id} began there ${at(beganMs)}, cut ${at(endMs)}`,
        ),
      );
    }
    const underWay = select(begun, (request) => endsAfter(request, markedDown.earliestMs));
    if (underWay.length === 0) return skip(expected, `nothing was under way at ${drained} then`);
    const finished = countOf(underWay, ({ outcome }) => outcome === 'complete');
    const open = countOf(underWay, ({ outcome }) => outcome === 'open');
    const ended = countOf(underWay) - finished - open;
    const actual = `${about(underWay)}${count(countOf(underWay), 'request')} under way ${at(markedDown.earliestMs)}; ${finished} finished, ${ended} ended by the waiting timeout`;
    const limitMs =
      bounds.waitMs === null
        ? Number.POSITIVE_INFINITY
        : markedDown.latestMs + bounds.waitMs + bounds.closeMs;
    // When a run is cut short, an open request may not have used up its time.
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

/**
 * It neither finished on the drained backend, nor is still open, nor was ended by the waiting
 * timeout. An error page of a proxy does not count as finished.
 */
function isPremature(evidence: Evidence, request: ClientRequest, drained: string): boolean {
  if (request.outcome === 'complete') {
    return backendOf(evidence, request) !== drained || (request.status ?? 0) >= 500;
  }
  return request.outcome !== 'open' && !endedByWaiting(evidence, request, request.endMs);
}

/**
 * A request that was retried is answered by another backend; only the server's ledger shows that it
 * was here before.
 */
function wasAt(evidence: Evidence, request: ClientRequest, backend: string): boolean {
  const seen = evidence.sightings(request.id);
  if (seen.some((one) => one.backend === backend)) return true;
  return seen.length === 0 && request.backend === backend;
}
