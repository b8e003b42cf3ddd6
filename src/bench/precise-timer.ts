/** Node's timers keep whole milliseconds, and wake up to one and a half of them late. */
const COARSE_MS = 1.6;

/**
 * Wakes at a fraction of a millisecond: Node's timer up to shortly before the time, then the event
 * loop goes round without sleeping. A latency that counts from when a request was due would else
 * hold a millisecond of our own.
 */
export class PreciseTimer {
  readonly #now: () => number;
  readonly #wake: (nowMs: number) => void;
  #atMs = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #spinning: NodeJS.Immediate | undefined;

  constructor(now: () => number, wake: (nowMs: number) => void) {
    this.#now = now;
    this.#wake = wake;
  }

  /** Wakes once, at `atMs` instead of when it was asked for before. Infinity = never. */
  wakeAt(atMs: number, nowMs: number): void {
    if (atMs === this.#atMs) return;
    this.stop();
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.#atMs = atMs;
    if (atMs - nowMs > COARSE_MS) {
      this.#timer = setTimeout(this.#spin, Math.floor(atMs - nowMs - COARSE_MS));
    } else this.#spinning = setImmediate(this.#spin);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#spinning);
    this.#atMs = Number.POSITIVE_INFINITY;
  }

  readonly #spin = (): void => {
    const nowMs = this.#now();
    if (nowMs < this.#atMs) {
      this.#spinning = setImmediate(this.#spin);
      return;
    }
    this.#atMs = Number.POSITIVE_INFINITY;
    this.#wake(nowMs);
  };
}
