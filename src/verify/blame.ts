import { formatMs } from '../lib/units.js';
import type { ClientRequest } from '../model/ledger.js';
import { count } from './describe.js';
import type { Evidence } from './evidence.js';
import { weightOf } from './selection.js';

/** Two events within this time are taken for cause and effect. */
const RELATED_MS = 1000;

/**
 * The box that spoilt most of these requests. Without the backend servers' ledgers a proxy's fault
 * cannot be told from a server's; then the text says what is known about the requests.
 */
export function blameForRequests(evidence: Evidence, requests: Iterable<ClientRequest>): string {
  const votes = new Map<string, number>();
  const blameFor = blamer(evidence);
  for (const request of requests) {
    const box = blameFor(request);
    if (box !== null) votes.set(box, (votes.get(box) ?? 0) + weightOf(request));
  }
  const [most] = [...votes].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? knownOf(evidence, requests);
}

/** How many requests of one backend went wrong, and when the first and the last of them ended. */
interface Known {
  readonly backend: string | null;
  count: number;
  firstMs: number;
  lastMs: number;
}

/**
 * What the client knows of failed requests: which backend answered them, and when they ended. `61
 * of 61 from a, within 60 ms of the flip`.
 */
function knownOf(evidence: Evidence, requests: Iterable<ClientRequest>): string {
  const byBackend = new Map<string | null, Known>();
  let all = 0;
  for (const { backend, endMs, weight = 1 } of requests) {
    const ms = endMs ?? evidence.endMs;
    const known = byBackend.get(backend) ?? { backend, count: 0, firstMs: ms, lastMs: ms };
    byBackend.set(backend, known);
    known.count += weight;
    known.firstMs = Math.min(known.firstMs, ms);
    known.lastMs = Math.max(known.lastMs, ms);
    all += weight;
  }
  const [most] = [...byBackend.values()].sort((a, b) => b.count - a.count);
  if (most === undefined) return 'not known';
  const whose = most.backend === null ? 'with no backend named' : `from ${most.backend}`;
  return `${Math.round(most.count)} of ${Math.round(all)} ${whose}, ${when(evidence, most)}`;
}

function when({ disturbance }: Evidence, { firstMs, lastMs }: Known): string {
  if (disturbance === null) return `${span(firstMs, lastMs)} into the run`;
  const { beganMs, endedMs, words } = disturbance;
  if (lastMs < beganMs) return `before ${words.beginning}`;
  if (endedMs !== null && firstMs >= endedMs)
    return `${span(firstMs - endedMs, lastMs - endedMs)} of ${words.end}`;
  if (firstMs < beganMs)
    return `from before ${words.beginning} to ${formatMs(lastMs - beganMs)} after it`;
  return `${span(firstMs - beganMs, lastMs - beganMs)} of ${words.beginning}`;
}

/** `within 60 ms`, or `2 s to 8 s after the beginning` if they began later. */
function span(fromMs: number, toMs: number): string {
  return fromMs < RELATED_MS
    ? `within ${formatMs(toMs)}`
    : `${formatMs(fromMs)} to ${formatMs(toMs)} after the beginning`;
}

/**
 * Chooses by the best witness: first a backend server whose own socket ended during the request;
 * then a backend proxy that did not answer the tester's probes at that time. If neither exists and
 * the servers' ledgers are known, the entry is blamed, because it owes the client an answer
 * whatever happens behind it.
 */
function blamer(evidence: Evidence): (request: ClientRequest) => string | null {
  const { ledger } = evidence;
  const otherwise = ledger.servers ? evidence.entryBox : null;
  const resets = (ledger.servers ?? []).map(({ backend, sockets }) => ({
    backend,
    times: sockets
      .filter(({ end }) => end === 'self-rst')
      .map(({ closedMs }) => closedMs ?? 0)
      .sort((a, b) => a - b),
  }));
  const silent = ledger.probes.filter(({ verdict }) => verdict === 'unreachable');
  return ({ id, endMs }) => {
    const seen = evidence.sightings(id);
    const culprit = seen.find(
      ({ socket, request }) =>
        (socket?.end === 'self-rst' || socket?.end === 'self-fin') &&
        request.outcome !== 'complete',
    );
    if (culprit) return `backend server ${culprit.backend}`;
    if (endMs === null) return otherwise;
    const reset = seen.length === 0 && resets.find(({ times }) => isNear(times, endMs));
    if (reset) return `backend server ${reset.backend}`;
    const probe = silent.find(({ atMs }) => Math.abs(atMs - endMs) <= RELATED_MS);
    return probe ? `backend proxy ${probe.backend}` : otherwise;
  };
}

/** @param times ascending */
function isNear(times: readonly number[], ms: number): boolean {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < ms - RELATED_MS) low = middle + 1;
    else high = middle;
  }
  return (times[low] ?? Number.POSITIVE_INFINITY) <= ms + RELATED_MS;
}

/** The entry if the servers' ledgers show it; if there are none, how many connections it was seen on. */
export function blameForCloses({ ledger, entryBox }: Evidence, number: number): string {
  return ledger.servers
    ? entryBox
    : `not known: ${count(number, 'connection')} closed by the side that the clients are connected to`;
}
