import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../lib/clock.js';

/** The clock of a run; a test provides its own. */
export interface Clock {
  /** Milliseconds on the clock of lib/clock. */
  now(): number;
  /** Resolves after `ms`, or never once `signal` is aborted. An aborted sleep leaves no timer. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const REAL_CLOCK: Clock = {
  now: monotonicMs,
  sleep: (ms, signal) => {
    const elapsed = delay(Math.max(0, ms), undefined, { signal });
    // Aborted: the caller has already gone on, so the rejection is ignored.
    elapsed.catch(() => undefined);
    return elapsed;
  },
};
