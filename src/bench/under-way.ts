/** The requests under way on one connection, oldest first: responses come in that order. */
export class UnderWay {
  count = 0;
  /** From when latency counts, and when it was sent; rings that begin at `#first`. */
  readonly #dueMs: Float64Array;
  readonly #sentMs: Float64Array;
  #first = 0;

  /** @param most at once: the pipelining. */
  constructor(most: number) {
    this.#dueMs = new Float64Array(most);
    this.#sentMs = new Float64Array(most);
  }

  get full(): boolean {
    return this.count === this.#dueMs.length;
  }

  /** Of the oldest; there must be one. */
  get sentMs(): number {
    return this.#sentMs[this.#first] as number;
  }

  add(dueMs: number, sentMs: number): void {
    const place = (this.#first + this.count) % this.#dueMs.length;
    this.#dueMs[place] = dueMs;
    this.#sentMs[place] = sentMs;
    this.count++;
  }

  /** Takes the oldest out; returns from when its latency counts. */
  take(): number {
    const dueMs = this.#dueMs[this.#first] as number;
    this.#first = (this.#first + 1) % this.#dueMs.length;
    this.count--;
    return dueMs;
  }
}
