const CR = 13;
const LF = 10;
/** A line that arrives in pieces is kept in a buffer that begins with this size and doubles. */
const FIRST_BYTES = 256;
const NOTHING = Buffer.alloc(0);

/** Returned by `read` instead of an index: the line continues in later bytes. */
export const MORE = -1;
/** Returned by `read` instead of an index: the line does not end in CRLF. */
export const BROKEN = -2;

/**
 * Splits bytes that arrive in pieces of any size into lines. A line that arrives whole is not
 * copied; in a line that arrives in pieces, every byte is read once.
 */
export class LineReader {
  /** The line is `bytes[start..end)`, without its CRLF; valid until the next `read`. */
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  #kept = NOTHING;
  #length = 0;

  /** Bytes kept of a line that continues. */
  get kept(): number {
    return this.#length;
  }

  /** Reads `bytes[at..limit)`; returns the index after the line's LF, or MORE, or BROKEN. */
  read(bytes: Buffer, at: number, limit: number): number {
    let lf = at;
    while (lf < limit && bytes[lf] !== LF) lf++;
    if (lf === limit) {
      this.#keep(bytes, at, limit);
      return MORE;
    }
    if (this.#length === 0) {
      this.#show(bytes, at, lf - 1);
    } else {
      this.#keep(bytes, at, lf);
      this.#show(this.#kept, 0, this.#length - 1);
      this.#length = 0;
      this.#kept = NOTHING;
    }
    return this.end >= this.start && this.bytes[this.end] === CR ? lf + 1 : BROKEN;
  }

  #show(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#kept.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, length, 2 * this.#kept.length));
      this.#kept.copy(grown, 0, 0, this.#length);
      this.#kept = grown;
    }
    bytes.copy(this.#kept, this.#length, start, end);
    this.#length = length;
  }
}
