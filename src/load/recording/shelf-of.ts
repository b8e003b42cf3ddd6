import type { Shelf } from '../../lib/thinning/shelves.js';
import type { ClientConnection, ClientRequest } from '../../model/ledger.js';

/** From here on a wait is worth a row of its own, whatever a check makes of it. */
const SLOW_MS = 1000;

type OwnShelf = Exclude<Shelf, 'picked'>;

/** A time in which something was done to the deployment; null = it goes on. */
export interface Disturbed {
  readonly beganMs: number;
  readonly endedMs: number | null;
}

export function shelfOfRequest(request: ClientRequest, times: readonly Disturbed[]): OwnShelf {
  if (!wentRight(request)) return 'wrong';
  const { scheduledMs, endMs } = request;
  const within = times.some(
    ({ beganMs, endedMs }) =>
      (endMs === null || endMs >= beganMs) && (endedMs === null || scheduledMs <= endedMs),
  );
  return within ? 'disturbed' : 'ordinary';
}

/** A connection is wrong unless it was held to the end, and nothing was due on it. */
export function shelfOfConnection(connection: ClientConnection): OwnShelf {
  const { openMs, end, unansweredBytes } = connection;
  return openMs !== null && end === 'held' && unansweredBytes === 0 ? 'ordinary' : 'wrong';
}

/** It was answered whole, in time, without an error; or it is a tunnel that stands. */
function wentRight(request: ClientRequest): boolean {
  const { kind, outcome, status, scheduledMs, lastsMs, endMs, maxGapMs } = request;
  if (kind === 'tunnel') return outcome === 'open' && status === 101;
  const lateMs = (endMs ?? scheduledMs) - scheduledMs - lastsMs;
  return (
    outcome === 'complete' &&
    status !== null &&
    status < 400 &&
    maxGapMs < SLOW_MS &&
    lateMs < SLOW_MS
  );
}
