import type { Bounds } from '../../model/run-result.js';
import { computeBounds } from '../../plan/bounds.js';
import type { HealthTiming } from './maintenance.js';

/** V: the next request after a rename sees the file. V allows for that request's own time. */
const VISIBLE_MS = 250;
/** d: a body mismatch is known after one round trip, here through a proxy that is busy with the load. */
const CHECK_MS = 100;
/** P: a message from the frontend's master to its workers. */
const PROPAGATION_MS = 50;
/** R: a request that was already dispatched when the last worker received the change. */
const RETRY_MS = 100;
/** C: FIN, FIN back, and the proxy's own sweep. */
const CLOSE_MS = 1000;

/** @param lagMs the tester's own stall, as measured. */
export function runBounds(health: HealthTiming, lagMs: number): Bounds {
  return computeBounds({
    ...health,
    visibleMs: VISIBLE_MS,
    checkMs: CHECK_MS,
    propagationMs: PROPAGATION_MS,
    retryMs: RETRY_MS,
    closeMs: CLOSE_MS,
    lagMs,
  });
}
