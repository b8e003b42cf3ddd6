import type { ClientConnection, ClientRequest } from '../model/ledger.js';
import type { Closes, RaceWidth } from '../model/run-result.js';
import type { Evidence } from './evidence.js';
import { countOf, weightOf } from './selection.js';

const WINDOW_MS = 100;

/** One connection that the other side closed, between requests or during one. */
export interface Close {
  readonly connection: ClientConnection;
  readonly atMs: number;
  /** The last request on it; undefined = none was ever sent. */
  readonly last: ClientRequest | undefined;
  readonly weight: number;
}

/**
 * Connections that were established when the disturbance began (or at the end of the ramp, if there
 * was none), and that the other side closed before the run began to end. Tunnels are left out,
 * because another check judges how they end.
 */
export function closesSince(evidence: Evidence): Close[] {
  const closes: Close[] = [];
  for (const connection of evidence.ended) {
    const atMs = connection.peerFinMs ?? connection.closedMs;
    const byPeer = connection.end === 'peer-fin' || connection.end === 'rst';
    if (!byPeer || atMs === null || atMs >= evidence.endMs) continue;
    if (stood(evidence, connection))
      closes.push({
        connection,
        atMs,
        last: evidence.lastOn(connection),
        weight: weightOf(connection),
      });
  }
  return closes;
}

/** @param closes as returned by `closesSince` */
export function countCloses(evidence: Evidence, closes: readonly Close[]): Closes {
  const { ledger, sinceMs } = evidence;
  const inOrder = [...closes].sort((a, b) => a.atMs - b.atMs);
  const since = (close: Close | undefined) => (close ? close.atMs - sinceMs : null);
  return {
    established: countOf(ledger.connections, (connection) => stood(evidence, connection)),
    closed: countOf(closes),
    byRst: countOf(closes, ({ connection }) => connection.end === 'rst'),
    announced: countOf(closes, ({ connection }) => connection.announcedClose),
    firstMs: since(inOrder[0]),
    lastMs: since(inOrder.at(-1)),
    worst100Ms: mostWithin(inOrder, WINDOW_MS),
    race: raceWidth(closes),
  };
}

/** Open at that moment. Connections that are opened beside the load do not count as established. */
function stood({ sinceMs }: Evidence, { kind, openMs, closedMs }: ClientConnection): boolean {
  return (
    kind !== 'tunnel' &&
    kind !== 'visit' &&
    openMs !== null &&
    openMs < sinceMs &&
    (closedMs === null || closedMs >= sinceMs)
  );
}

/** The largest number of these closes within any window of this length. They are in order of time. */
function mostWithin(closes: readonly Close[], windowMs: number): number {
  let most = 0;
  let within = 0;
  let from = 0;
  for (const { atMs, weight } of closes) {
    within += weight;
    for (let first = closes[from]; first && atMs - first.atMs > windowMs; first = closes[++from]) {
      within -= first.weight;
    }
    most = Math.max(most, within);
  }
  return Math.round(most);
}

/** An announced close makes no race: the client knows that it may send nothing more. */
function raceWidth(closes: readonly Close[]): RaceWidth | null {
  const near = closes.flatMap(({ connection, atMs, last, weight }) =>
    last === undefined || connection.announcedClose
      ? []
      : [{ outcome: last.outcome, beforeMs: atMs - last.sentMs, weight }],
  );
  if (near.length === 0) return null;
  const lost = near.filter(({ outcome }) => outcome === 'unanswered' || outcome === 'reset');
  const answered = near.filter(({ outcome }) => outcome === 'complete');
  const width = (ones: typeof near, pick: (a: number, b: number) => number): number | null =>
    ones.length === 0 ? null : ones.map(({ beforeMs }) => beforeMs).reduce((a, b) => pick(a, b));
  return {
    lost: countOf(lost),
    widestLostMs: width(lost, Math.max),
    nearestAnsweredMs: width(answered, Math.min),
  };
}
