import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip } from '../finding.js';
import { endedByWaiting, hasWaiting, outlivesWaiting } from '../maintenance/waiting-timeout.js';
import { countOf, select } from '../selection.js';
import { defineCheck } from './check.js';

/**
 * A tunnel stays open until the tester or the waiting timeout ends it. It ends with FIN and with
 * both directions flushed: every byte that was sent is echoed, except those that crossed the FIN.
 * On the drained backend the waiting timeout must end it.
 */
export const tunnel = defineCheck({
  needs: [],
  holds: 'tunnels stay open until they are ended, with every byte echoed',
  judge(evidence): Finding {
    const waiting = hasWaiting(evidence);
    const expected = waiting
      ? 'tunnels end with the waiting timeout or not at all, by FIN, with every byte echoed'
      : 'tunnels stay open until the run ends them, with every byte echoed';
    const tunnels = select(
      evidence.ledger.requests,
      ({ kind, status }) => kind === 'tunnel' && status === 101,
    );
    const number = countOf(tunnels);
    if (tunnels.length === 0) return skip(expected, 'no tunnel was open');
    const bad = select(tunnels, (request) => faultOf(evidence, request) !== null);
    if (bad.length > 0) {
      return fail(
        expected,
        `${countOf(bad)} of ${count(number, 'tunnel')} ended badly`,
        blameForRequests(evidence, bad),
        samplesOf(bad, (request) => `${describeRequest(request)}: ${faultOf(evidence, request)}`),
      );
    }
    if (!waiting) return pass(expected, `${count(number, 'tunnel')}, all held`);
    const drained = countOf(tunnels, (request) => isDrained(evidence, request));
    return pass(
      expected,
      `${count(number, 'tunnel')}, ${drained} ended by the waiting timeout, ${number - drained} held`,
    );
  },
});

/** What is wrong with the end of an established tunnel; null = nothing. */
function faultOf(evidence: Evidence, request: ClientRequest): string | null {
  if (request.outcome === 'reset') return 'reset';
  if (request.outcome === 'corrupt') return 'wrong bytes came back';
  if (request.outcome === 'timeout') return 'nothing came back any more';
  const connection = evidence.connectionOf(request);
  const lost = connection?.unansweredBytes ?? 0;
  const lastSentMs = connection?.lastSentMs ?? 0;
  if (request.outcome === 'open') {
    // If the last bytes were sent at about the time of our own close, their echo may still have
    // been under way.
    const underWay = lastSentMs >= (connection?.closedMs ?? 0) - evidence.raceMs;
    if (lost > 0 && !underWay) return `${lost} bytes never came back`;
    return outlivesWaiting(evidence, request) ? 'open after the waiting timeout' : null;
  }
  const finMs = finOf(evidence, request);
  const ourEnd = finMs !== null && finMs >= evidence.endMs;
  if (!isDrained(evidence, request) && !ourEnd) return 'ended before its time';
  const crossed = lastSentMs >= (finMs ?? 0) - evidence.raceMs;
  return lost > 0 && !crossed ? `${lost} bytes lost at its end` : null;
}

function isDrained(evidence: Evidence, request: ClientRequest): boolean {
  return request.outcome !== 'open' && endedByWaiting(evidence, request, finOf(evidence, request));
}

function finOf(evidence: Evidence, request: ClientRequest): number | null {
  return evidence.connectionOf(request)?.peerFinMs ?? request.endMs;
}
