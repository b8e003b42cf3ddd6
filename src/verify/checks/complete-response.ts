import { formatCount } from '../../lib/units.js';
import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeConnection, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import { crossedFin, endedByWaiting } from '../in-flight.js';

/** Ends of a connection for which the tester itself is the reason; tester-healthy judges them. */
const TESTERS_OWN = new Set(['no-port', 'no-descriptor', 'given-up', 'held']);

/**
 * Every connection opens, and every response has a right status and comes whole: a FIN inside a
 * body is a cut. Apart stand responses that outlived the waiting timeout: cut by a promise kept.
 */
export function completeResponse(evidence: Evidence): Finding {
  const { ledger } = evidence;
  const expected = 'every connection opens, every response comes whole with a status below 400';
  const connections = new Map(ledger.connections.map((one) => [one.index, one]));
  const refused = ledger.connections.filter(
    ({ openMs, end }) => openMs === null && !TESTERS_OWN.has(end),
  );
  const babble = ledger.connections.filter(
    ({ openMs, end }) => openMs !== null && end === 'given-up',
  );
  const due = ledger.requests.filter(
    (request) =>
      request.outcome !== 'open' &&
      (request.kind !== 'tunnel' || request.status !== 101) &&
      !crossedFin(evidence, request, connections.get(request.connection)),
  );
  if (due.length + refused.length === 0) return skip(expected, 'no response was due');
  const bad = due.filter((request) => !isWhole(request));
  const outlived = bad.filter((request) => endedByWaiting(evidence, request, request.endMs));
  const broken = bad.filter((request) => !endedByWaiting(evidence, request, request.endMs));
  if (broken.length + refused.length + babble.length > 0) {
    const actual = [
      `${formatCount(broken.length)} of ${count(due.length, 'response')} broken`,
      ...(refused.length > 0 ? [`${count(refused.length, 'connection')} refused`] : []),
      ...(babble.length > 0 ? [`${count(babble.length, 'connection')} with stray bytes`] : []),
    ].join(', ');
    const samples = [
      ...broken.map(describeRequest),
      ...[...refused, ...babble].map(describeConnection),
    ];
    return fail(expected, actual, blameForRequests(evidence, broken), samples);
  }
  if (outlived.length > 0) {
    return warn(
      expected,
      `${count(outlived.length, 'response')} outlived the waiting timeout and ended with it`,
      outlived.map(describeRequest),
    );
  }
  return pass(expected, `${count(due.length, 'response')}, all whole`);
}

function isWhole({ outcome, status }: ClientRequest): boolean {
  return outcome === 'complete' && status !== null && status < 400;
}
