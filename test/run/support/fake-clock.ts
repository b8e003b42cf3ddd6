import type { Clock } from '../../../src/run/clock.js';

interface Timer {
  readonly atMs: number;
  readonly resolve: () => void;
}

/** Time that advances only when everything else has come to rest: hours take milliseconds. */
export class FakeClock implements Clock {
  #nowMs = 1000;
  #timers: Timer[] = [];
  #ticking = false;

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = { atMs: this.#nowMs + Math.max(0, ms), resolve };
      this.#timers.push(timer);
      signal.addEventListener('abort', () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      });
      this.#tick();
    });
  }

  /** Resolves the next timer that is due. What it wakes runs before the timer after it. */
  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    setImmediate(() => {
      this.#ticking = false;
      const next = this.#timers.reduce<Timer | null>(
        (first, timer) => (first === null || timer.atMs < first.atMs ? timer : first),
        null,
      );
      if (next === null) return;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.resolve();
      this.#tick();
    });
  }
}
