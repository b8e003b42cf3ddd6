import { formatMs } from '../lib/units.js';
import type { ClientRequest, ServerSocket } from '../model/ledger.js';
import { count } from './describe.js';
import type { Evidence } from './evidence.js';
import { groupBy } from './group-by.js';

/** Events this close together count as one's cause and the other's effect. */
const RELATED_MS = 1000;

/**
 * The box that most of these requests were spoilt by. Without the backend servers' ledgers nothing
 * tells a proxy's fault from a server's: then it says what is known of the requests instead.
 */
export function blameForRequests(evidence: Evidence, requests: readonly ClientRequest[]): string {
  const votes = new Map<string, number>();
  for (const request of requests) {
    const box = blameForRequest(evidence, request);
    if (box !== null) votes.set(box, (votes.get(box) ?? 0) + 1);
  }
  const [most] = [...votes].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? knownOf(evidence, requests);
}

/**
 * The box that sent new work to the drained backend, or took none back. The frontend, if the
 * backend's health URI said what it should; else the backend that did not say it.
 */
export function blameForRouting(evidence: Evidence): string {
  const { drained, ledger } = evidence;
  const shown = ledger.probes.some(
    ({ backend, verdict }) => backend === drained && verdict === 'maintenance',
  );
  return shown ? 'frontend' : `backend proxy ${drained}: its maintenance page was never seen`;
}

/**
 * What the client knows of requests that went wrong: whose answers they were, and when they ended.
 * `61 of 61 from a, within 60 ms of the flip`.
 */
function knownOf(evidence: Evidence, requests: readonly ClientRequest[]): string {
  if (requests.length === 0) return 'not known';
  const byBackend = [...groupBy(requests, ({ backend }) => backend)].sort(
    (a, b) => b[1].length - a[1].length,
  );
  const [backend, most] = byBackend[0] ?? [null, requests];
  const whose = backend === null ? 'with no backend named' : `from ${backend}`;
  return `${most.length} of ${requests.length} ${whose}, ${when(evidence, most)}`;
}

function when({ ledger, endMs }: Evidence, requests: readonly ClientRequest[]): string {
  const times = requests.map((request) => request.endMs ?? endMs);
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  const onMs = ledger.flip.onBeganMs ?? ledger.flip.onMs;
  const offMs = ledger.flip.offBeganMs ?? ledger.flip.offMs;
  if (onMs === null) return `${span(first, last)} into the run`;
  if (last < onMs) return `before the flip`;
  if (offMs !== null && first >= offMs)
    return `${span(first - offMs, last - offMs)} of maintenance off`;
  if (first < onMs) return `from before the flip to ${formatMs(last - onMs)} after it`;
  return `${span(first - onMs, last - onMs)} of the flip`;
}

/** `within 60 ms`, or `from 2 s to 8 s` where that says more. */
function span(fromMs: number, toMs: number): string {
  return fromMs < RELATED_MS
    ? `within ${formatMs(toMs)}`
    : `${formatMs(fromMs)} to ${formatMs(toMs)} after the beginning`;
}

/**
 * By the best witness there is: the backend server whose own socket ended under the request; else
 * a backend proxy that did not answer the tester's probes then; else, where the servers' ledgers
 * show no fault of theirs, the frontend, which owes the client an answer whatever happens behind it.
 */
function blameForRequest(evidence: Evidence, request: ClientRequest): string | null {
  const { ledger } = evidence;
  for (const { backend, socket, request: seen } of evidence.sightings(request.id)) {
    if (endedItself(socket) && seen.outcome !== 'complete') return `backend server ${backend}`;
  }
  const otherwise = ledger.servers ? 'frontend' : null;
  const { endMs } = request;
  if (endMs === null) return otherwise;
  const near = (atMs: number | null): boolean =>
    atMs !== null && Math.abs(atMs - endMs) <= RELATED_MS;
  for (const { backend, sockets } of ledger.servers ?? []) {
    const reset = sockets.some((socket) => socket.end === 'self-rst' && near(socket.closedMs));
    if (reset && evidence.sightings(request.id).length === 0) return `backend server ${backend}`;
  }
  const silent = ledger.probes.find((probe) => probe.verdict === 'unreachable' && near(probe.atMs));
  return silent ? `backend proxy ${silent.backend}` : otherwise;
}

function endedItself(socket: ServerSocket | undefined): boolean {
  return socket?.end === 'self-rst' || socket?.end === 'self-fin';
}

/** `frontend`, if something shows so; else how many it was seen on. */
export function blameForCloses({ ledger }: Evidence, number: number): string {
  return ledger.servers
    ? 'frontend'
    : `not known: ${count(number, 'connection')} closed by the side that the clients are connected to`;
}
