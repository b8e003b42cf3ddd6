import { formatBytes, formatCount, plural } from '../lib/units.js';
import type { ClientConnection, ClientRequest } from '../model/ledger.js';

/** `at 8,204 ms`; run time, as in the ledger. */
export function at(ms: number | null): string {
  return ms === null ? 'never' : `at ${formatCount(ms)} ms`;
}

/** `1 stream`, `3 streams`. */
export function count(number: number, noun: string): string {
  return `${formatCount(number)} ${plural(number, noun)}`;
}

/** A request for a check's samples: `12-3 (stream, sent at 7,100 ms): cut at 8,204 ms after 4.1 kB`. */
export function describeRequest(request: ClientRequest): string {
  const { id, kind, sentMs, outcome, endMs, status, backend, bodyBytes } = request;
  const from = backend === null ? '' : ` from ${backend}`;
  const answer = status === null ? 'no response' : `status ${status}${from}`;
  return `${id} (${kind}, sent ${at(sentMs)}): ${answer}, ${outcome} ${at(endMs)} after ${formatBytes(bodyBytes)}`;
}

/** A connection for a check's samples: `connection 12 (tunnel): rst at 8,204 ms`. */
export function describeConnection(connection: ClientConnection): string {
  const { index, kind, end, closedMs, local } = connection;
  return `connection ${index} (${kind}, ${local || 'no local end'}): ${end} ${at(closedMs)}`;
}
