import type { Disturbances } from '../../lib/thinning/disturbances.js';
import type { OwnShelf } from '../../lib/thinning/shelves.js';
import type { ClientConnection, ClientRequest } from '../../model/ledger.js';
import { latenessOf } from './lateness.js';

/** An answer that takes longer than this keeps its row, whatever the checks make of it. */
const SLOW_MS = 1000;

export function shelfOfRequest(request: ClientRequest, disturbances: Disturbances): OwnShelf {
  if (!wentRight(request)) return 'wrong';
  return disturbances.touch(request.scheduledMs, request.endMs) ? 'disturbed' : 'ordinary';
}

/**
 * A connection is wrong unless it was held to the end, no answer was missing, and its close was not
 * announced.
 */
export function shelfOfConnection(connection: ClientConnection): OwnShelf {
  const { openMs, end, unansweredBytes, announcedClose } = connection;
  const right = openMs !== null && end === 'held' && unansweredBytes === 0 && !announcedClose;
  return right ? 'ordinary' : 'wrong';
}

/** The request was answered whole, in time and without an error, or it is a tunnel that is still open. */
function wentRight(request: ClientRequest): boolean {
  const { kind, outcome, status, maxGapMs } = request;
  if (kind === 'tunnel') return outcome === 'open' && status === 101;
  return (
    outcome === 'complete' &&
    status !== null &&
    status < 400 &&
    maxGapMs < SLOW_MS &&
    latenessOf(request) < SLOW_MS
  );
}
