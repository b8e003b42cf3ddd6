import type { CheckCounts } from '../../messages.js';

/** What one worker has seen of one server, for the status API. */
export class PeerCounters {
  /** Requests it was chosen for. */
  requests = 0;
  /** Answers by their status's first digit, 1 to 5; the others stay 0. */
  readonly responses = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  sentBytes = 0;
  receivedBytes = 0;
  /** Tries that failed. */
  fails = 0;
  /** Times that failures put it out of use. */
  unavailable = 0;
  /** Of health checks, as last heard; null = there was none. */
  checks: CheckCounts | null = null;
  /** Times that health checks put it out of use. */
  unhealthy = 0;
  /** When it was last chosen, monotonic; 0 = never. */
  selectedMs = 0;
}
