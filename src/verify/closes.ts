import type { ClientConnection, ClientRequest } from '../model/ledger.js';
import type { Closes, RaceWidth } from '../model/run-result.js';
import type { Evidence } from './evidence.js';

const WINDOW_MS = 100;

/** One connection that the other side closed between requests, or under one. */
export interface Close {
  readonly connection: ClientConnection;
  readonly atMs: number;
  /** The last request on it; null = none was ever sent. */
  readonly last: ClientRequest | null;
}

/**
 * Connections that stood at the flip and that the other side closed since, before the run ended
 * itself. Tunnels are left out: the waiting timeout ends them, and their own check judges it.
 */
export function closesSinceFlip(evidence: Evidence): Close[] {
  return standing(evidence).flatMap((connection) => {
    const atMs = connection.peerFinMs ?? connection.closedMs;
    const byPeer = connection.end === 'peer-fin' || connection.end === 'rst';
    if (!byPeer || atMs === null || atMs >= evidence.endMs) return [];
    return [{ connection, atMs, last: evidence.requestsOn(connection.index).at(-1) ?? null }];
  });
}

/** @param closes all since the flip */
export function countCloses(evidence: Evidence, closes: readonly Close[]): Closes {
  const beganMs = evidence.flipBeganMs ?? 0;
  const times = closes.map(({ atMs }) => atMs - beganMs).sort((a, b) => a - b);
  return {
    established: standing(evidence).length,
    closed: closes.length,
    byRst: closes.filter(({ connection }) => connection.end === 'rst').length,
    announced: closes.filter(({ connection }) => connection.announcedClose).length,
    firstMs: times[0] ?? null,
    lastMs: times.at(-1) ?? null,
    worst100Ms: mostWithin(times, WINDOW_MS),
    race: raceWidth(closes),
  };
}

/** Open when the flip began; what is opened beside the load to come and go is not established. */
function standing({ ledger, flipBeganMs }: Evidence): ClientConnection[] {
  if (flipBeganMs === null) return [];
  return ledger.connections.filter(
    ({ kind, openMs, closedMs }) =>
      kind !== 'tunnel' &&
      kind !== 'visit' &&
      openMs !== null &&
      openMs < flipBeganMs &&
      (closedMs === null || closedMs >= flipBeganMs),
  );
}

/** Most of the ascending times in any window of this length. */
function mostWithin(times: readonly number[], windowMs: number): number {
  let most = 0;
  let from = 0;
  for (let to = 0; to < times.length; to++) {
    while ((times[to] ?? 0) - (times[from] ?? 0) > windowMs) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** A close that was announced is no race: the client knows that nothing more may be sent. */
function raceWidth(closes: readonly Close[]): RaceWidth | null {
  const near = closes.flatMap(({ connection, atMs, last }) =>
    last === null || connection.announcedClose ? [] : [{ last, beforeMs: atMs - last.sentMs }],
  );
  if (near.length === 0) return null;
  const lost = near.filter(({ last }) => last.outcome === 'unanswered' || last.outcome === 'reset');
  const answered = near.filter(({ last }) => last.outcome === 'complete');
  return {
    lost: lost.length,
    widestLostMs: lost.length === 0 ? null : Math.max(...lost.map(({ beforeMs }) => beforeMs)),
    nearestAnsweredMs:
      answered.length === 0 ? null : Math.min(...answered.map(({ beforeMs }) => beforeMs)),
  };
}
