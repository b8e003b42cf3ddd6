import type { ClientRequest } from '../model/ledger.js';

/** From here on a wait is worth a row of its own, whatever a check makes of it. */
const SLOW_MS = 1000;
/** 2^32 divided by the golden ratio: its multiples, modulo 2^32, spread numbers in a row evenly. */
const SPREAD = 2_654_435_769;
const ALL = 2 ** 32;

/**
 * Whether a connection is one of the one in so many that keep the rows of all their requests. The
 * client and the servers ask by the same number, and so keep the same requests. A connection that
 * is one in 2n is one in n, too, so that a sample can be thinned while it grows. Connections next
 * to each other may be of one kind each: the sample takes them spread, not every nth.
 */
export function isSampled(connection: number, oneIn: number): boolean {
  return Math.imul(connection + 1, SPREAD) >>> 0 < ALL / oneIn;
}

/** Whether nothing about a request needs a row: it was answered whole, in time, without an error. */
export function wentRight(request: ClientRequest): boolean {
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
