import { formatCount, formatMs } from '../../lib/units.js';
import type { ClientRequest, Rows } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeConnection, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip, warn } from '../finding.js';
import { crossedFin } from '../in-flight.js';
import { endedByWaiting } from '../maintenance/waiting-timeout.js';
import { about, countOf, select, weightOf } from '../selection.js';
import { defineCheck } from './check.js';

/** Ends of a connection whose cause is the tester itself; tester-healthy judges them. */
const TESTERS_OWN = new Set(['no-port', 'no-descriptor', 'given-up', 'held']);
/**
 * The rule of three: if n requests show no fault, a fault rate of 3/n is still missed in one of
 * twenty runs.
 */
const MISSED_OF = 3;
/**
 * Every connection opens, and every request gets a complete response with a right status in time. A
 * FIN inside a body is a cut, and a response that never ends is not complete. Responses that
 * outlived the waiting timeout are counted apart, because the deployment had said that it would cut
 * them.
 */
export const completeResponse = defineCheck({
  needs: [],
  holds: 'every connection opens, every response is complete with a status below 400',
  judge(evidence): Finding {
    const { ledger, ended } = evidence;
    const expected = `every connection opens, every response is complete with a status below 400, at most ${formatMs(evidence.patienceMs)} after its own length`;
    const refused = select(ended, ({ openMs, end }) => openMs === null && !TESTERS_OWN.has(end));
    const babble = select(ended, ({ openMs, end }) => openMs !== null && end === 'given-up');
    const due = select(ledger.requests, (request) => isDue(evidence, request));
    const number = countOf(due);
    if (due.length + refused.length === 0) return skip(expected, 'no response was due');
    const bad = select(due, (request) => !isWhole(request));
    const waited = (request: ClientRequest): boolean =>
      endedByWaiting(evidence, request, request.endMs);
    const outlived = select(bad, waited);
    const broken = select(bad, (request) => !waited(request));
    if (broken.length + refused.length + babble.length > 0) {
      const actual = [
        `${formatCount(countOf(broken))} of ${count(number, 'response')} broken${inWords(broken)}`,
        ...(refused.length > 0 ? [`${count(countOf(refused), 'connection')} refused`] : []),
        ...(babble.length > 0 ? [`${count(countOf(babble), 'connection')} with stray bytes`] : []),
      ].join(', ');
      const samples = [
        ...samplesOf(broken, describeRequest),
        ...samplesOf(refused, describeConnection),
        ...samplesOf(babble, describeConnection),
      ];
      // If connections are refused, or bytes arrive unasked on them, the entry itself is to blame.
      const blame = broken.length > 0 ? blameForRequests(evidence, broken) : evidence.entryBox;
      return fail(expected, actual, blame, samples);
    }
    if (outlived.length > 0) {
      return warn(
        expected,
        `${count(countOf(outlived), 'response')} outlived the waiting timeout and ended with it`,
        samplesOf(outlived, describeRequest),
      );
    }
    return pass(
      expected,
      `${count(number, 'response')}, all whole${stillOpen(evidence)}${couldMiss(evidence, due)}`,
    );
  },
});

function isDue(evidence: Evidence, request: ClientRequest): boolean {
  return (
    (request.outcome !== 'open' || isOverdue(evidence, request)) &&
    (request.kind !== 'tunnel' || request.status !== 101) &&
    !crossedFin(evidence, request, evidence.connectionOf(request))
  );
}

function stillOpen({ ledger }: Evidence): string {
  const open = countOf(
    ledger.requests,
    ({ outcome, kind }) => outcome === 'open' && kind !== 'tunnel',
  );
  return open > 0 ? `, ${formatCount(open)} still under way at the end` : '';
}

/**
 * The fault rate that a sample without faults cannot exclude, among the requests that the
 * disturbance could spoil.
 */
function couldMiss({ disturbance }: Evidence, due: Rows<ClientRequest>): string {
  if (disturbance === null) return '';
  const n = countOf(due, ({ endMs }) => (endMs ?? 0) >= disturbance.beganMs);
  if (n <= MISSED_OF) return '';
  return `; ${about(due)}${formatCount(n)} from ${disturbance.words.beginning} on, so that a fault in fewer than 1 of ${formatCount(n / MISSED_OF)} may have been missed (at 95 %)`;
}

/** Open for longer than its own length and the patience: it will not be answered any more. */
function isOverdue({ patienceMs, endMs }: Evidence, request: ClientRequest): boolean {
  return (request.endMs ?? endMs) - request.sentMs > request.lastsMs + patienceMs;
}

/** `: 40 cut, 12 with status 502`. */
function inWords(broken: Rows<ClientRequest>): string {
  const kinds = new Map<string, number>();
  for (const request of broken) {
    const how = howBroken(request);
    kinds.set(how, (kinds.get(how) ?? 0) + weightOf(request));
  }
  const parts = [...kinds].map(([how, ones]) => `${formatCount(Math.round(ones))} ${how}`);
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

function howBroken({ outcome, status }: ClientRequest): string {
  if (outcome === 'complete') return `with status ${status}`;
  return outcome === 'timeout' || outcome === 'open' ? 'never answered whole' : outcome;
}

function isWhole({ outcome, status }: ClientRequest): boolean {
  return outcome === 'complete' && status !== null && status < 400;
}
