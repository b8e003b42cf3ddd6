import { formatCount, formatMs } from '../../lib/units.js';
import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeConnection, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import { groupBy } from '../group-by.js';
import { crossedFin, endedByWaiting } from '../in-flight.js';

/** Ends of a connection for which the tester itself is the reason; tester-healthy judges them. */
const TESTERS_OWN = new Set(['no-port', 'no-descriptor', 'given-up', 'held']);
/** With no fault among n, a fault in 3/n of all is missed once in twenty times (the rule of three). */
const MISSED_OF = 3;

/**
 * Every connection opens, and every request gets a response with a right status, whole and in its
 * time: a FIN inside a body is a cut, and one that never ends is none. Apart stand responses that
 * outlived the waiting timeout: cut by a promise kept.
 */
export function completeResponse(evidence: Evidence): Finding {
  const { ledger } = evidence;
  const expected = `every connection opens, every response comes whole with a status below 400, ${formatMs(evidence.patienceMs)} after its own length at the latest`;
  const connections = new Map(Array.from(ledger.connections, (one) => [one.index, one]));
  const refused = ledger.connections.filter(
    ({ openMs, end }) => openMs === null && !TESTERS_OWN.has(end),
  );
  const babble = ledger.connections.filter(
    ({ openMs, end }) => openMs !== null && end === 'given-up',
  );
  const due = ledger.requests.filter(
    (request) =>
      (request.outcome !== 'open' || isOverdue(evidence, request)) &&
      (request.kind !== 'tunnel' || request.status !== 101) &&
      !crossedFin(evidence, request, connections.get(request.connection)),
  );
  if (due.length + refused.length === 0) return skip(expected, 'no response was due');
  const bad = due.filter((request) => !isWhole(request));
  const outlived = bad.filter((request) => endedByWaiting(evidence, request, request.endMs));
  const broken = bad.filter((request) => !endedByWaiting(evidence, request, request.endMs));
  if (broken.length + refused.length + babble.length > 0) {
    const actual = [
      `${formatCount(broken.length)} of ${count(due.length, 'response')} broken${inWords(broken)}`,
      ...(refused.length > 0 ? [`${count(refused.length, 'connection')} refused`] : []),
      ...(babble.length > 0 ? [`${count(babble.length, 'connection')} with stray bytes`] : []),
    ].join(', ');
    const samples = [
      ...broken.map(describeRequest),
      ...[...refused, ...babble].map(describeConnection),
    ];
    // Whoever refuses a connection to the entry, or babbles on it, is the frontend itself.
    const blame = broken.length > 0 ? blameForRequests(evidence, broken) : 'frontend';
    return fail(expected, actual, blame, samples);
  }
  if (outlived.length > 0) {
    return warn(
      expected,
      `${count(outlived.length, 'response')} outlived the waiting timeout and ended with it`,
      outlived.map(describeRequest),
    );
  }
  const underWay = ledger.requests.filter(
    ({ outcome, kind }) => outcome === 'open' && kind !== 'tunnel',
  );
  const open =
    underWay.length > 0 ? `, ${formatCount(underWay.length)} still under way at the end` : '';
  return pass(
    expected,
    `${count(due.length, 'response')}, all whole${open}${couldMiss(evidence, due)}`,
  );
}

/** What a sample without a fault does not exclude, of those that the disturbance could spoil. */
function couldMiss({ flipBeganMs }: Evidence, due: readonly ClientRequest[]): string {
  const n =
    flipBeganMs === null ? 0 : due.filter(({ endMs }) => (endMs ?? 0) >= flipBeganMs).length;
  if (n <= MISSED_OF) return '';
  return `; ${formatCount(n)} from the flip on, so that a fault in fewer than 1 of ${formatCount(n / MISSED_OF)} may have been missed (at 95 %)`;
}

/** Open for longer than its own length and the patience: it will never be answered. */
function isOverdue({ patienceMs, endMs }: Evidence, request: ClientRequest): boolean {
  return (request.endMs ?? endMs) - request.sentMs > request.lastsMs + patienceMs;
}

/** `: 40 cut, 12 with status 502`. */
function inWords(broken: readonly ClientRequest[]): string {
  const kinds = groupBy(broken, ({ outcome, status }) => {
    if (outcome === 'complete') return `with status ${status}`;
    return outcome === 'timeout' || outcome === 'open' ? 'never answered whole' : outcome;
  });
  const parts = [...kinds].map(([how, ones]) => `${formatCount(ones.length)} ${how}`);
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

function isWhole({ outcome, status }: ClientRequest): boolean {
  return outcome === 'complete' && status !== null && status < 400;
}
