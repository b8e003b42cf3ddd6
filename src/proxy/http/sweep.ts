import { monotonicMs } from '../../lib/clock.js';

/** Timeouts are kept to about this much; nginx's own are no finer under load. */
const TICK_MS = 250;

/** Something that must not stay as it is for ever. */
export interface Timed {
  /** On the sweep's clock; 0 = nothing is awaited. */
  deadlineMs: number;
  onDeadline(nowMs: number): void;
}

/**
 * One coarse timer for all timeouts of a process: setting a deadline is one store, where a
 * timer for each connection would cost an allocation for each event.
 */
export class Sweep {
  /** Coarse monotonic time, advanced by each tick. */
  nowMs = monotonicMs();
  readonly #timed = new Set<Timed>();
  readonly #timer = setInterval(() => this.#tick(), TICK_MS);

  add(timed: Timed): void {
    this.#timed.add(timed);
  }

  delete(timed: Timed): void {
    this.#timed.delete(timed);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.nowMs = monotonicMs();
    for (const timed of this.#timed) {
      if (timed.deadlineMs !== 0 && timed.deadlineMs <= this.nowMs) {
        timed.deadlineMs = 0;
        timed.onDeadline(this.nowMs);
      }
    }
  }
}
