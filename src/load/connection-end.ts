import type { ConnectionEnd } from '../model/ledger.js';
import type { CloseReason } from '../net/loop.js';

/** Which side ended a connection first. */
export type EndedBy = 'self' | 'peer' | 'given-up' | 'timed-out';

/** How a connection ended, in the ledger's words: from the loop's reason and from which side began it. */
export function connectionEnd(
  reason: CloseReason,
  opened: boolean,
  endedBy: EndedBy | null,
): ConnectionEnd {
  if (endedBy === 'given-up') return 'given-up';
  if (endedBy === 'timed-out') return 'timeout';
  if (!opened) return neverOpened(reason);
  // After our FIN the peer may answer with RST: it had more to send, and nothing else was wrong.
  if (endedBy === 'self') return 'held';
  if (reason === 'fin' || reason === 'local') return 'peer-fin';
  return reason === 'timeout' ? 'timeout' : 'rst';
}

function neverOpened(reason: CloseReason): ConnectionEnd {
  if (reason === 'local') return 'given-up';
  // An address that this host does not have has no ports.
  if (reason === 'no-address') return 'no-port';
  return reason === 'fin' || reason === 'rst' || reason === 'tls' ? 'refused' : reason;
}
