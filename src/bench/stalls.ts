/** A timer that comes later than this was kept by more than the turn of the event loop before it. */
const STALL_MS = 50;

/**
 * Notices when this process stands still (stopped, starved of its core, busy with itself): what it
 * then measures is its own. To be told the time at a steady pace.
 */
export class Stalls {
  /** The longest pause beyond the pace. */
  worstMs = 0;
  /** All of them together. */
  totalMs = 0;
  readonly #everyMs: number;
  #beforeMs: number | null = null;

  /** @param everyMs the pace. */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** @param counts whether a pause that ends now falls into what is measured. */
  look(nowMs: number, counts: boolean): void {
    const lateMs = this.#beforeMs === null ? 0 : nowMs - this.#beforeMs - this.#everyMs;
    this.#beforeMs = nowMs;
    if (!counts || lateMs < STALL_MS) return;
    this.worstMs = Math.max(this.worstMs, lateMs);
    this.totalMs += lateMs;
  }
}
