import { readField } from './head-fields.js';
import { BROKEN, LineReader, MORE } from './line-reader.js';
import { checkHead, type HeadError, RequestHead, readRequestLine } from './request-head.js';

/** Twice what nginx accepts from its clients, because a proxy adds fields of its own. */
export const MAX_HEAD_BYTES = 64 * 1024;

/** Reads a request's head line by line, from pieces of any size. */
export class HeadReader {
  /** The result: null = the head continues; a number is the status to refuse it with. */
  result: RequestHead | HeadError | null = null;
  readonly #lines = new LineReader();
  #head: RequestHead | null = null;
  #size = 0;

  /** A head has begun and has not ended. */
  get begun(): boolean {
    return this.#head !== null || this.#lines.kept > 0;
  }

  /** Reads `bytes[start..limit)` and sets `result`; returns the index after what was read. */
  read(bytes: Buffer, start: number, limit: number): number {
    this.result = null;
    let at = start;
    while (at < limit && this.result === null) {
      const after = this.#lines.read(bytes, at, limit);
      if (after === BROKEN) this.result = 400;
      else {
        const end = after === MORE ? limit : after;
        this.#size += end - at;
        at = end;
        if (this.#size > MAX_HEAD_BYTES) this.result = 431;
        else if (after !== MORE) this.#line();
      }
    }
    if (this.result !== null) this.#head = null;
    return at;
  }

  #line(): void {
    const { bytes, start, end } = this.#lines;
    const head = this.#head;
    if (head === null) {
      // Empty lines before a request are ignored (RFC 9112 2.2).
      if (start === end) this.#size = 0;
      else this.#begin(bytes.toString('latin1', start, end));
    } else if (start === end) {
      this.result = checkHead(head) || head;
      this.#size = 0;
    } else {
      this.result = readField(bytes, start, end, head) || null;
    }
  }

  #begin(line: string): void {
    const head = new RequestHead();
    this.#head = head;
    this.result = readRequestLine(line, head) || null;
  }
}
