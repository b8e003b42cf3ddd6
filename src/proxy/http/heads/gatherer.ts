/** Initial size; a head of usual size fits without growing. */
const FIRST_BYTES = 1024;

/**
 * Collects bytes that arrive in pieces, in one buffer that doubles, so that a peer that sends
 * single bytes does not cost an object for each.
 */
export class Gatherer {
  #buffer: Buffer | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Keeps a copy of `bytes[start..end)`. */
  add(bytes: Buffer, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (this.#buffer === null || this.#buffer.length < needed) this.#grow(needed);
    this.#buffer?.set(bytes.subarray(start, end), this.#length);
    this.#length = needed;
  }

  /** All bytes, as a view that is valid until the next `add`. */
  get bytes(): Buffer {
    return this.#buffer?.subarray(0, this.#length) ?? EMPTY;
  }

  clear(): void {
    this.#buffer = null;
    this.#length = 0;
  }

  #grow(needed: number): void {
    const doubled = Math.max(FIRST_BYTES, 2 * (this.#buffer?.length ?? 0));
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, doubled));
    grown.set(this.bytes);
    this.#buffer = grown;
  }
}

const EMPTY = Buffer.alloc(0);
