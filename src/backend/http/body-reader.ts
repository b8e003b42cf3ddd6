import { BROKEN, LineReader, MORE } from './line-reader.js';
import type { RequestHead } from './request-head.js';

/** Limit of the size and extensions of a chunk. */
const MAX_LINE_BYTES = 4096;
/** Limit of all trailers together. */
const MAX_TRAILER_BYTES = 32 * 1024;

/** 12 hexadecimal digits are an exact number. */
const CHUNK_LINE = /^([\da-f]{1,12})(?:[ \t]*;[\t -~\x80-\xff]*)?$/i;
const TRAILER_LINE = /^[!#$%&'*+.^_`|~\dA-Za-z-]+:[\t -~\x80-\xff]*$/;

/** Receives a body's content as `bytes[start..end)`, valid only during the call. */
export interface ContentTaker {
  take(bytes: Buffer, start: number, end: number): void;
}

/** Reads a request's body of either framing from pieces of any size. */
export class BodyReader {
  done = false;
  /** Content still to come, of the body or of the chunk. */
  #left: number;
  /** null = the body has a Content-Length. */
  readonly #lines: LineReader | null;
  #expects: 'size' | 'end of chunk' | 'trailer' = 'size';
  #trailerBytes = 0;

  constructor({ chunked, contentLength }: RequestHead) {
    this.#lines = chunked ? new LineReader() : null;
    this.#left = chunked ? 0 : (contentLength ?? 0);
  }

  /**
   * Continues in `bytes[start..limit)` and passes the content to `taker` (null = it is dropped).
   * Returns the index after the body, or BROKEN.
   */
  read(bytes: Buffer, start: number, limit: number, taker: ContentTaker | null): number {
    let at = start;
    while (at < limit && !this.done) {
      if (this.#left === 0) {
        at = this.#readLine(bytes, at, limit);
        if (at === BROKEN) return BROKEN;
      } else {
        const end = Math.min(limit, at + this.#left);
        taker?.take(bytes, at, end);
        this.#left -= end - at;
        at = end;
        this.done = this.#left === 0 && this.#lines === null;
      }
    }
    return at;
  }

  /** Reads the lines between the contents of the chunked coding (RFC 9112 7.1). */
  #readLine(bytes: Buffer, at: number, limit: number): number {
    const lines = this.#lines as LineReader;
    const after = lines.read(bytes, at, limit);
    if (after === BROKEN || lines.kept > MAX_LINE_BYTES) return BROKEN;
    if (after === MORE) return limit;
    return this.#understand(lines.bytes.toString('latin1', lines.start, lines.end))
      ? after
      : BROKEN;
  }

  #understand(line: string): boolean {
    if (line.length > MAX_LINE_BYTES) return false;
    if (this.#expects === 'end of chunk') {
      this.#expects = 'size';
      return line === '';
    }
    if (this.#expects === 'trailer') {
      this.#trailerBytes += line.length;
      this.done = line === '';
      return this.done || (this.#trailerBytes <= MAX_TRAILER_BYTES && TRAILER_LINE.test(line));
    }
    const size = CHUNK_LINE.exec(line)?.[1];
    if (size === undefined) return false;
    this.#left = Number.parseInt(size, 16);
    this.#expects = this.#left === 0 ? 'trailer' : 'end of chunk';
    return true;
  }
}
