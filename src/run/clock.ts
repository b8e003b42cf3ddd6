import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../lib/clock.js';

/** The time that a run goes by; a test hands in one of its own. */
export interface Clock {
  /** Milliseconds on the clock of lib/clock. */
  now(): number;
  /** Resolves after `ms`, or never once `signal` is aborted; no timer is left then. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const REAL_CLOCK: Clock = {
  now: monotonicMs,
  sleep: (ms, signal) => {
    const elapsed = delay(Math.max(0, ms), undefined, { signal });
    // Aborted: whoever slept has gone on by another way.
    elapsed.catch(() => undefined);
    return elapsed;
  },
};
