import type { ClientRequest } from '../../model/ledger.js';

/**
 * Milliseconds from when the answer was due until it ended, beyond the length that it should have. A
 * tunnel is never late: it lasts for as long as it can.
 */
export function latenessOf({ kind, scheduledMs, endMs, lastsMs }: ClientRequest): number {
  return kind === 'tunnel' ? 0 : (endMs ?? scheduledMs) - scheduledMs - lastsMs;
}
