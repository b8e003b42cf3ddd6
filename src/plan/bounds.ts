import type { Bounds } from '../model/run-result.js';

/** The input for the bounds. All times in milliseconds. */
export interface BoundsInput {
  /** V: from the rename of the maintenance file until the health URI shows it. */
  readonly visibleMs: number;
  /** I and J of the frontend's health check. */
  readonly intervalMs: number;
  readonly jitterMs: number;
  /** Checks in a row that take a server out (F), and that bring it back. */
  readonly fails: number;
  readonly passes: number;
  /** d: how long one check may take. A wrong body costs a round trip, not the check's time-out. */
  readonly checkMs: number;
  /** P: until every worker of the frontend knows. */
  readonly propagationMs: number;
  /** R: queueing and connect retries of a request that is already on its way. */
  readonly retryMs: number;
  /** W: the waiting timeout; null = none is configured. */
  readonly waitMs: number | null;
  /** C: the closing handshake. */
  readonly closeMs: number;
  /** The tester's own stall, as measured. */
  readonly lagMs: number;
}

/**
 * D = V + I + J + (F-1)(I + J) + F d + P + R and U = V + I + J + (passes-1)(I + J) + passes d + P
 * (docs/draining.md, "Bounds"), each with the stall of the tester added, which `lagMs` gives. W stays as
 * configured: the deployment promises it, so a stall of the tester must not make it longer.
 */
export function computeBounds(input: BoundsInput): Bounds {
  const { visibleMs, closeMs, lagMs } = input;
  const detection = checkRounds(input, input.fails) + input.retryMs;
  return {
    visibleMs: visibleMs + lagMs,
    detectMs: visibleMs + detection + lagMs,
    waitMs: input.waitMs,
    closeMs: closeMs + lagMs,
    returnMs: visibleMs + checkRounds(input, input.passes) + lagMs,
    lagMs,
  };
}

/**
 * Time from a change of the health URI until `rounds` checks in a row have seen it and all workers
 * know.
 */
function checkRounds(input: BoundsInput, rounds: number): number {
  const periodMs = input.intervalMs + input.jitterMs;
  return periodMs + (rounds - 1) * periodMs + rounds * input.checkMs + input.propagationMs;
}
