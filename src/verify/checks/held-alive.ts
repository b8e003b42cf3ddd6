import { formatCount, formatMs } from '../../lib/units.js';
import type { ClientConnection, ClientRequest, PulseSpan, Rows } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeConnection, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip } from '../finding.js';
import { countOf, select } from '../selection.js';
import { arrivalsKnown } from '../sightings.js';
import { defineCheck } from './check.js';

const EXPECTED =
  'every open connection answered each pulse, a byte there and back, and none was lost while it was held';

/**
 * An established connection may be dead without either kernel's knowing. A pulse asks each
 * connection for an answer. Connections that were lost between two pulses are not asked any more,
 * so they are counted too, and so are those that may not be asked because the other side announced
 * that it closes them, and never did.
 */
export const heldAlive = defineCheck({
  needs: ['pulses'],
  holds: EXPECTED,
  blind: {
    unseen: 'nothing shows whether what was held was alive',
    mend: 'add a pulse to the score',
  },
  judge(evidence, { pulses }): Finding {
    const silent = pulses.reduce((sum, { asked, answered }) => sum + asked - answered, 0);
    const lost = lostWhileHeld(evidence);
    const unasked = unaskable(evidence, pulses);
    const rounds = `${count(pulses.length, 'pulse')}: ${pulses.map(inWords).join('; ')}`;
    const own = select(
      evidence.ledger.requests,
      (request) => isAsked(pulses, request) && reachedNone(evidence, request),
    );
    if (silent + lost.length + unasked.length + own.length === 0) {
      return pulses.some(({ asked }) => asked > 0)
        ? pass(EXPECTED, `${rounds}; none lost`)
        : skip(EXPECTED, 'no connection was there to be asked');
    }
    const unanswered = select(evidence.ledger.requests, (request) => isSilent(pulses, request));
    const announced =
      unasked.length > 0
        ? `; the close of ${count(countOf(unasked), 'connection')} was announced, so that nothing may be asked there`
        : '';
    const answered =
      own.length > 0 ? `; ${count(countOf(own), 'answer')} came from no backend server` : '';
    const actual = `${rounds}; ${count(countOf(lost), 'connection')} lost${announced}${answered}`;
    const blame =
      unanswered.length > 0 ? blameForRequests(evidence, unanswered) : evidence.entryBox;
    return fail(EXPECTED, actual, blame, [
      ...samplesOf(unanswered, describeRequest),
      ...samplesOf(lost, describeConnection),
      ...samplesOf(unasked, describeConnection),
      ...samplesOf(own, describeRequest),
    ]);
  },
});

/** Lost connections among those that were established when the ramp was over. */
function lostWhileHeld({ ended, load, heldFromMs, endMs }: Evidence): Rows<ClientConnection> {
  return select(
    ended,
    ({ index, openMs, closedMs }) =>
      index < load.connections &&
      openMs !== null &&
      closedMs !== null &&
      closedMs >= heldFromMs &&
      closedMs < endMs,
  );
}

/** Held to the end, though their close had been announced before a pulse. */
function unaskable(
  { ledger, load, lastOn }: Evidence,
  pulses: readonly PulseSpan[],
): Rows<ClientConnection> {
  const lastPulseMs = pulses.at(-1)?.atMs ?? 0;
  return select(ledger.connections, (connection) => {
    const { index, end, announcedClose } = connection;
    if (index >= load.connections || end !== 'held' || !announcedClose) return false;
    return (lastOn(connection)?.sentMs ?? 0) < lastPulseMs;
  });
}

/** Sent by a pulse. */
function isAsked(pulses: readonly PulseSpan[], { sentMs }: ClientRequest): boolean {
  return pulses.some(({ atMs, endMs }) => sentMs >= atMs && sentMs <= endMs);
}

/** Sent by a pulse, and without a right answer. */
function isSilent(pulses: readonly PulseSpan[], request: ClientRequest): boolean {
  const { outcome, status } = request;
  const right = outcome === 'complete' && status !== null && status < 400;
  return !right && isAsked(pulses, request);
}

/** The proxy answered it, which shows nothing of what is behind the proxy. */
function reachedNone(
  { ledger, sightings }: Evidence,
  { id, outcome, backend }: ClientRequest,
): boolean {
  if (ledger.servers === null || outcome !== 'complete' || backend !== null) return false;
  return sightings(id).length === 0 && arrivalsKnown(ledger, id);
}

/** `10,000 of 10,000 in 35 ms`. */
function inWords({ atMs, endMs, asked, answered }: PulseSpan): string {
  return `${formatCount(answered)} of ${formatCount(asked)} in ${formatMs(endMs - atMs)}`;
}
