import { formatMs } from '../../lib/units.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import { endedByWaiting } from '../in-flight.js';

/** On top of the chunks' interval: shorter silences cannot be told from a busy shared host's. */
const PATIENCE_MS = 5000;

/**
 * A stream's bytes are right, it ends with its last chunk, and no silence in it is longer than a
 * reader's patience: a buffering proxy would hide a cut behind one.
 */
export function stream(evidence: Evidence): Finding {
  const { ledger, load, bounds } = evidence;
  const everyMs = load.mix.reduce(
    (most, { session }) => (session.kind === 'stream' ? Math.max(most, session.everyMs) : most),
    0,
  );
  const gapMs = everyMs + PATIENCE_MS + bounds.lagMs;
  const expected = `every stream whole, no silence in it over ${formatMs(gapMs)}`;
  const streams = ledger.requests.filter(
    ({ kind, outcome }) => kind === 'stream' && outcome !== 'open',
  );
  if (streams.length === 0) return skip(expected, 'no stream came to its end');
  const bad = streams.filter(({ outcome }) => outcome !== 'complete');
  const outlived = bad.filter((request) => endedByWaiting(evidence, request, request.endMs));
  const silent = streams.filter(
    (request) => request.outcome === 'complete' && request.maxGapMs > gapMs,
  );
  const broken = [...bad.filter((request) => !outlived.includes(request)), ...silent];
  const longestMs = streams.reduce((most, { maxGapMs }) => Math.max(most, maxGapMs), 0);
  const actual = `${count(streams.length, 'stream')}, ${broken.length} broken, longest silence ${formatMs(longestMs)}`;
  if (broken.length > 0) {
    return fail(expected, actual, blameForRequests(evidence, broken), broken.map(describeRequest));
  }
  if (outlived.length === 0) return pass(expected, actual);
  return warn(
    expected,
    `${actual}, ${outlived.length} ended by the waiting timeout`,
    outlived.map(describeRequest),
  );
}
