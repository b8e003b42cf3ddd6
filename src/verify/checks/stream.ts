import { formatMs } from '../../lib/units.js';
import type { ClientRequest } from '../../model/ledger.js';
import type { LoadSpec } from '../../model/scenario.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip, warn } from '../finding.js';
import { endedByWaiting } from '../maintenance/waiting-timeout.js';
import { countOf, select } from '../selection.js';
import { defineCheck } from './check.js';

/**
 * Added to the interval of the chunks: shorter silences cannot be told from the delays of a busy
 * host.
 */
const PATIENCE_MS = 5000;

/**
 * A stream's bytes are right, it ends with its last chunk, and no silence in it is longer than a
 * reader's patience. A silence matters because a buffering proxy can hide a cut behind one.
 */
export const stream = defineCheck({
  needs: [],
  holds: 'every stream whole, no long silence in it',
  judge(evidence): Finding {
    const gapMs = chunkMs(evidence.load) + PATIENCE_MS + evidence.lagMs;
    const expected = `every stream whole, no silence in it over ${formatMs(gapMs)}`;
    const streams = select(
      evidence.ledger.requests,
      ({ kind, outcome }) => kind === 'stream' && outcome !== 'open',
    );
    if (streams.length === 0) return skip(expected, 'no stream ended');
    const outlived = select(streams, (request) => isOutlived(evidence, request));
    const broken = select(
      streams,
      (request) =>
        !isOutlived(evidence, request) &&
        (request.outcome !== 'complete' || request.maxGapMs > gapMs),
    );
    let longestMs = 0;
    for (const { maxGapMs } of streams) longestMs = Math.max(longestMs, maxGapMs);
    const actual = `${count(countOf(streams), 'stream')}, ${countOf(broken)} broken, longest silence ${formatMs(longestMs)}`;
    if (broken.length > 0) {
      const samples = samplesOf(broken, describeRequest);
      return fail(expected, actual, blameForRequests(evidence, broken), samples);
    }
    if (outlived.length === 0) return pass(expected, actual);
    return warn(
      expected,
      `${actual}, ${countOf(outlived)} ended by the waiting timeout`,
      samplesOf(outlived, describeRequest),
    );
  },
});

function isOutlived(evidence: Evidence, request: ClientRequest): boolean {
  return request.outcome !== 'complete' && endedByWaiting(evidence, request, request.endMs);
}

/** The longest planned time between two chunks of a stream. */
function chunkMs({ mix }: LoadSpec): number {
  return mix.reduce(
    (most, { session }) => (session.kind === 'stream' ? Math.max(most, session.everyMs) : most),
    0,
  );
}
