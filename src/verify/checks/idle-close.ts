import type { ClientConnection, ClientRequest } from '../../model/ledger.js';
import { count, describeConnection, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import { crossedFin } from '../in-flight.js';

/**
 * A connection that is closed between requests ends with FIN. A request that crossed the FIN is
 * a race that nobody can exclude: a GET may be sent again (warn), a POST may not (fail).
 */
export function idleClose(evidence: Evidence): Finding {
  const expected = 'a connection closed between requests ends with FIN, and no POST is lost to it';
  const closed = evidence.ledger.connections.filter(
    (connection) =>
      endedByPeer(evidence, connection) && lostRequest(evidence, connection) !== 'other',
  );
  if (closed.length === 0) return skip(expected, 'no connection was closed between requests');
  const reset = closed.filter((connection) => connection.end === 'rst');
  const crossed = closed.flatMap((connection) => {
    const lost = lostRequest(evidence, connection);
    return lost === null || lost === 'other' ? [] : [lost];
  });
  const posts = crossed.filter((request) => request.method === 'POST');
  const actual = `${count(closed.length, 'connection')} closed, ${reset.length} by RST, ${count(crossed.length, 'request')} crossed the FIN`;
  if (reset.length + posts.length > 0) {
    const samples = [...posts.map(describeRequest), ...reset.map(describeConnection)];
    return fail(expected, actual, 'frontend', samples);
  }
  if (crossed.length > 0) return warn(expected, actual, crossed.map(describeRequest));
  return pass(expected, actual);
}

function endedByPeer({ endMs }: Evidence, connection: ClientConnection): boolean {
  const { kind, end, closedMs } = connection;
  const byPeer = end === 'peer-fin' || end === 'rst';
  return kind !== 'tunnel' && byPeer && (closedMs ?? endMs) < endMs;
}

/** The request that crossed the FIN; null = none was under way; `other` = cut, no idle close at all. */
function lostRequest(
  evidence: Evidence,
  connection: ClientConnection,
): ClientRequest | null | 'other' {
  const last = evidence.requestsOn(connection.index).at(-1);
  if (!last || last.outcome === 'complete') return null;
  return crossedFin(evidence, last, connection) ? last : 'other';
}
