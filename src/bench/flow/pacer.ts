/** The requests that one worker of an open loop sends, each with its time. */
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
 * Request n is due at `start + n / rate`, for every n below `rate x duration`. The times are fixed
 * before the first answer arrives, so a slow answer delays no later request. The workers take the
 * requests in turn, so they need not communicate. Arithmetic only: the caller says what time it is.
 */
export class Pacer {
  /** Total number of requests of this worker. */
  readonly total: number;
  /** How many of them have been taken. */
  taken = 0;
  readonly #pace: Pace;

  constructor(pace: Pace) {
    const { rate, durationMs, worker, workers } = pace;
    this.#pace = pace;
    // A whole number: 1.0000000001 requests are one, and the rest is rounding.
    const all = Math.ceil((rate * durationMs) / 1000 - 1e-6);
    this.total = Math.max(0, Math.ceil((all - worker) / workers));
  }

  /** When the next request is due; Infinity once all are taken. */
  get nextMs(): number {
    if (this.taken >= this.total) return Number.POSITIVE_INFINITY;
    const { rate, startMs, worker, workers } = this.#pace;
    return startMs + ((worker + this.taken * workers) * 1000) / rate;
  }

  /** How many requests are due and not yet taken. */
  overdue(nowMs: number): number {
    const { rate, startMs, worker, workers } = this.#pace;
    const ofAll = Math.floor(((nowMs - startMs) * rate) / 1000 + 1e-6) + 1;
    const due = Math.min(this.total, Math.max(0, Math.ceil((ofAll - worker) / workers)));
    return Math.max(0, due - this.taken);
  }
}
