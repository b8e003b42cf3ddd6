/** A timer that fires later than this was delayed by more than one turn of the event loop. */
const STALL_MS = 50;

/**
 * Notices when this process stands still (stopped, starved of its core, or busy), because what it
 * measures then is its own delay. It has to be told the time at a steady interval.
 */
export class Stalls {
  /** The longest pause beyond the interval. */
  worstMs = 0;
  /** All of them together. */
  totalMs = 0;
  readonly #everyMs: number;
  #beforeMs: number | null = null;

  /** @param everyMs the interval */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** @param counts whether a pause that ends now falls into the measured time */
  look(nowMs: number, counts: boolean): void {
    const lateMs = this.#beforeMs === null ? 0 : nowMs - this.#beforeMs - this.#everyMs;
    this.#beforeMs = nowMs;
    if (!counts || lateMs < STALL_MS) return;
    this.worstMs = Math.max(this.worstMs, lateMs);
    this.totalMs += lateMs;
  }
}
