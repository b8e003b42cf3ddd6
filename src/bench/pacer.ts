/** The requests of an open loop that one worker sends, each with its time. */
export interface Pace {
  /** Requests a second over all workers, above 0. */
  readonly rate: number;
  readonly startMs: number;
  readonly durationMs: number;
  /** This worker sends request `worker`, `worker + workers`, and so on. */
  readonly worker: number;
  readonly workers: number;
}

/**
 * Request n of all is due at `start + n / rate`, for every n below `rate x duration`: the times are
 * fixed before the first answer comes, so that a slow answer delays nothing that follows it. The
 * workers take the requests in turn, and so need not speak to each other. Arithmetic only: the
 * caller says what time it is.
 */
export class Pacer {
  /** Requests of this worker in all. */
  readonly total: number;
  /** Of these, how many have been taken. */
  taken = 0;
  readonly #pace: Pace;

  constructor(pace: Pace) {
    const { rate, durationMs, worker, workers } = pace;
    this.#pace = pace;
    // Whole requests: 1.0000000001 of them is one, and what is above it is rounding.
    const all = Math.ceil((rate * durationMs) / 1000 - 1e-6);
    this.total = Math.max(0, Math.ceil((all - worker) / workers));
  }

  /** When the next request is due; Infinity once all are taken. */
  get nextMs(): number {
    if (this.taken >= this.total) return Number.POSITIVE_INFINITY;
    const { rate, startMs, worker, workers } = this.#pace;
    return startMs + ((worker + this.taken * workers) * 1000) / rate;
  }

  /** How many requests are due and not taken. */
  overdue(nowMs: number): number {
    const { rate, startMs, worker, workers } = this.#pace;
    const ofAll = Math.floor(((nowMs - startMs) * rate) / 1000 + 1e-6) + 1;
    const due = Math.min(this.total, Math.max(0, Math.ceil((ofAll - worker) / workers)));
    return Math.max(0, due - this.taken);
  }
}
