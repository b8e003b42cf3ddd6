import type { ClientRequest } from '../../model/ledger.js';

/**
 * Milliseconds from when the answer was due until it ended, beyond its own length. A tunnel is
 * never late, because it has no end of its own.
 */
export function latenessOf({ kind, scheduledMs, endMs, lastsMs }: ClientRequest): number {
  return kind === 'tunnel' ? 0 : (endMs ?? scheduledMs) - scheduledMs - lastsMs;
}
