import type { CheckCounts } from '../../messages.js';

/** What one worker has counted for one server, for the status API. */
export class PeerCounters {
  /** Requests that it was chosen for. */
  requests = 0;
  /** Answers by the first digit of their status, 1 to 5; the others stay 0. */
  readonly responses = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  sentBytes = 0;
  receivedBytes = 0;
  /** Failed tries. */
  fails = 0;
  /** How often failures put it out of use. */
  unavailable = 0;
  /** Counts of health checks, as last reported; null = there were none. */
  checks: CheckCounts | null = null;
  /** How often health checks put it out of use. */
  unhealthy = 0;
  /** When it was last chosen, monotonic; 0 = never. */
  selectedMs = 0;
}
