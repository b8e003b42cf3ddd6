import type { ClientConnection, ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip } from '../finding.js';
import { backendOf, endedByWaiting } from '../in-flight.js';

/** A tunnel that stood, and what is wrong with its end; null = nothing. */
interface JudgedTunnel {
  readonly request: ClientRequest;
  readonly fault: string | null;
  readonly drained: boolean;
}

/**
 * A tunnel stands until we end it or the waiting timeout does, and it ends with FIN, both
 * directions flushed: every byte sent is back, but for those that crossed the FIN. On the drained
 * backend the waiting timeout does end it.
 */
export function tunnel(evidence: Evidence): Finding {
  const { ledger } = evidence;
  const expected =
    'tunnels end with the waiting timeout or not at all, by FIN, with every byte echoed';
  const connections = new Map(Array.from(ledger.connections, (one) => [one.index, one]));
  const tunnels = ledger.requests
    .filter(({ kind, status }) => kind === 'tunnel' && status === 101)
    .map((request) => judge(evidence, request, connections.get(request.connection)));
  if (tunnels.length === 0) return skip(expected, 'no tunnel stood');
  const bad = tunnels.filter(({ fault }) => fault !== null);
  if (bad.length > 0) {
    return fail(
      expected,
      `${bad.length} of ${count(tunnels.length, 'tunnel')} ended badly`,
      blameForRequests(
        evidence,
        bad.map(({ request }) => request),
      ),
      bad.map(({ request, fault }) => `${describeRequest(request)}: ${fault}`),
    );
  }
  const drained = tunnels.filter((one) => one.drained).length;
  return pass(
    expected,
    `${count(tunnels.length, 'tunnel')}, ${drained} ended by the waiting timeout, ${tunnels.length - drained} held`,
  );
}

function judge(
  evidence: Evidence,
  request: ClientRequest,
  connection: ClientConnection | undefined,
): JudgedTunnel {
  const finMs = connection?.peerFinMs ?? request.endMs;
  const drained = endedByWaiting(evidence, request, finMs) && request.outcome !== 'open';
  const whole = { request, drained };
  if (request.outcome === 'reset') return { ...whole, fault: 'reset' };
  if (request.outcome === 'corrupt') return { ...whole, fault: 'wrong bytes came back' };
  if (request.outcome === 'timeout') return { ...whole, fault: 'nothing came back any more' };
  const lost = connection?.unansweredBytes ?? 0;
  if (request.outcome === 'open') {
    // What was sent as good as with our own end may still have been on its way back.
    const underWay = (connection?.lastSentMs ?? 0) >= (connection?.closedMs ?? 0) - evidence.raceMs;
    if (lost > 0 && !underWay) return { ...whole, fault: `${lost} bytes never came back` };
    return {
      ...whole,
      fault: outlivesWaiting(evidence, request) ? 'open after the waiting timeout' : null,
    };
  }
  const ourEnd = finMs !== null && finMs >= evidence.endMs;
  if (!drained && !ourEnd) return { ...whole, fault: 'ended before its time' };
  const crossed = (connection?.lastSentMs ?? 0) >= (finMs ?? 0) - evidence.raceMs;
  return { ...whole, fault: lost > 0 && !crossed ? `${lost} bytes lost at its end` : null };
}

/** On the drained backend since before Tm, and still there when the waiting timeout was long over. */
function outlivesWaiting(evidence: Evidence, request: ClientRequest): boolean {
  const { markedDown, bounds, drained, drainEndMs, switched } = evidence;
  if (markedDown === null || bounds.waitMs === null || !switched) return false;
  const deadlineMs = markedDown.latestMs + bounds.waitMs + bounds.closeMs;
  return (
    backendOf(evidence, request) === drained &&
    request.sentMs <= markedDown.latestMs &&
    deadlineMs <= drainEndMs &&
    (request.endMs === null || request.endMs > deadlineMs)
  );
}
