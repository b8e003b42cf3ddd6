const CR = 13;
const LF = 10;
/** A line that comes in pieces is kept in a buffer that begins with this size and doubles. */
const FIRST_BYTES = 256;
const NOTHING = Buffer.alloc(0);

/** What `read` says instead of an index: the line goes on in bytes to come. */
export const MORE = -1;
/** What `read` says instead of an index: the line does not end in CRLF. */
export const BROKEN = -2;

/**
 * Cuts lines out of bytes that come in pieces of any size. A line that comes whole is not copied;
 * of one that comes in pieces every byte is looked at once.
 */
export class LineReader {
  /** The line that was read is `bytes[start..end)`, without its CRLF; it holds until the next `read`. */
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  #kept = NOTHING;
  #length = 0;

  /** Bytes kept of a line that goes on. */
  get kept(): number {
    return this.#length;
  }

  /** Reads in `bytes[at..limit)`: the index behind the line's LF, or MORE, or BROKEN. */
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
