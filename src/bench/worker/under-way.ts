/** The requests in flight on one connection, oldest first, because responses arrive in that order. */
export class UnderWay {
  count = 0;
  /** When latency begins, and when the request was sent; rings that begin at `#first`. */
  readonly #dueMs: Float64Array;
  readonly #sentMs: Float64Array;
  #first = 0;

  /** @param most limit at one time: the pipelining */
  constructor(most: number) {
    this.#dueMs = new Float64Array(most);
    this.#sentMs = new Float64Array(most);
  }

  get full(): boolean {
    return this.count === this.#dueMs.length;
  }

  /** When the oldest was sent; there must be one. */
  get sentMs(): number {
    return this.#sentMs[this.#first] as number;
  }

  add(dueMs: number, sentMs: number): void {
    const place = (this.#first + this.count) % this.#dueMs.length;
    this.#dueMs[place] = dueMs;
    this.#sentMs[place] = sentMs;
    this.count++;
  }

  /** Removes the oldest; returns when its latency began. */
  take(): number {
    const dueMs = this.#dueMs[this.#first] as number;
    this.#first = (this.#first + 1) % this.#dueMs.length;
    this.count--;
    return dueMs;
  }
}
