import type { ServerRequest } from '../../model/ledger.js';
import type { Evidence } from '../evidence.js';
import type { MaintenanceEvidence } from './maintenance-evidence.js';

/**
 * Requests that were cut at the drained backend while they were under way, although the client got
 * a right answer: another backend answered them. In a thinned ledger the client's row of such a
 * request may be missing, which shows that it was answered right.
 */
export function answeredElsewhere(
  { ledger, raceMs, endMs: runEndMs }: Evidence,
  { drained, markedDown, beganMs: flipMs }: MaintenanceEvidence,
): readonly ServerRequest[] {
  if (!ledger.thinned?.everyFault) return [];
  const server = ledger.servers?.find(({ backend }) => backend === drained);
  const cut = new Map<string, ServerRequest>();
  for (const request of server?.requests ?? []) {
    const { id, health, outcome, beganMs, endMs } = request;
    const underWay = beganMs < markedDown.earliestMs && endMs !== null && endMs > flipMs;
    if (health || id === '' || outcome !== 'cut' || !underWay) continue;
    // Later ends belong to the end of the run.
    if (endMs < runEndMs - raceMs) cut.set(id, request);
  }
  if (cut.size > 0) for (const { id } of ledger.requests) cut.delete(id);
  return [...cut.values()];
}
