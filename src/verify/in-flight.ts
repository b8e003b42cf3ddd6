import type { ClientConnection, ClientRequest } from '../model/ledger.js';
import type { Evidence } from './evidence.js';

/** The backend that a request was on, as its response or the backend servers' ledgers say. */
export function backendOf(evidence: Evidence, request: ClientRequest): string | null {
  return request.backend ?? evidence.sightings(request.id)[0]?.backend ?? null;
}

/**
 * Whether an unanswered request crossed the FIN that ended its connection: it was sent at about the
 * time of that FIN, and no server ledger shows that it arrived.
 */
export function crossedFin(
  evidence: Evidence,
  request: ClientRequest,
  connection: ClientConnection | undefined,
): boolean {
  if (request.outcome !== 'unanswered') return false;
  const finMs = connection?.peerFinMs ?? request.endMs;
  if (finMs === null || request.sentMs < finMs - evidence.raceMs) return false;
  return evidence.sightings(request.id).length === 0;
}
