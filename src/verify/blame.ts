import type { ClientRequest, ServerSocket } from '../model/ledger.js';
import type { Evidence } from './evidence.js';

/** Events this close together count as one's cause and the other's effect. */
const RELATED_MS = 1000;

/**
 * The box that spoilt a request, by the best witness there is: the backend server whose own
 * socket ended under it; else a backend proxy that did not answer the tester's probes then;
 * else the frontend, who owes the client an answer whatever happens behind it.
 */
function blameForRequest(evidence: Evidence, request: ClientRequest): string {
  const { ledger } = evidence;
  for (const { backend, socket, request: seen } of evidence.sightings(request.id)) {
    if (endedItself(socket) && seen.outcome !== 'complete') return `backend server ${backend}`;
  }
  const { endMs } = request;
  if (endMs === null) return 'frontend';
  const near = (atMs: number | null): boolean =>
    atMs !== null && Math.abs(atMs - endMs) <= RELATED_MS;
  for (const { backend, sockets } of ledger.servers ?? []) {
    const reset = sockets.some((socket) => socket.end === 'self-rst' && near(socket.closedMs));
    if (reset && evidence.sightings(request.id).length === 0) return `backend server ${backend}`;
  }
  const silent = ledger.probes.find((probe) => probe.verdict === 'unreachable' && near(probe.atMs));
  return silent ? `backend proxy ${silent.backend}` : 'frontend';
}

/** The box that most of these requests were spoilt by. */
export function blameForRequests(evidence: Evidence, requests: readonly ClientRequest[]): string {
  const votes = new Map<string, number>();
  for (const request of requests) {
    const box = blameForRequest(evidence, request);
    votes.set(box, (votes.get(box) ?? 0) + 1);
  }
  const [most] = [...votes].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? 'frontend';
}

function endedItself(socket: ServerSocket | undefined): boolean {
  return socket?.end === 'self-rst' || socket?.end === 'self-fin';
}
