import type { Body } from './body.js';

/** A size line or trailer field longer than this is nobody's. */
const LINE_LIMIT = 8192;
const SIZE_LINE = /^([0-9A-Fa-f]{1,12})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;
const TRAILER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/;
const CR = 13;
const LF = 10;

/** Takes the chunked coding off (RFC 9112, 7.1), however the bytes are split on their way. */
export class ChunkedDecoder {
  /** `corrupt`: the framing or the body's bytes are wrong. */
  state: 'size' | 'data' | 'data-end' | 'trailer' | 'complete' | 'corrupt' = 'size';
  /** Body bytes so far. */
  bodyBytes = 0;
  readonly #body: Body;
  #line = '';
  #left = 0;

  constructor(body: Body) {
    this.#body = body;
  }

  /** Takes from `bytes[start..end)` up to the end of the coding; returns where it stopped. */
  read(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && this.state !== 'complete' && this.state !== 'corrupt') {
      at = this.state === 'data' ? this.#readData(bytes, at, end) : this.#readLine(bytes, at, end);
    }
    return at;
  }

  #readData(bytes: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#left);
    if (!this.#body.take(bytes, start, stop, this.bodyBytes)) this.state = 'corrupt';
    this.bodyBytes += stop - start;
    this.#left -= stop - start;
    if (this.#left === 0 && this.state === 'data') this.state = 'data-end';
    return stop;
  }

  #readLine(bytes: Buffer, start: number, end: number): number {
    const lf = bytes.indexOf(LF, start);
    const stop = lf === -1 || lf >= end ? end : lf + 1;
    this.#line += bytes.toString('latin1', start, stop);
    if (this.#line.length > LINE_LIMIT) this.state = 'corrupt';
    else if (stop > start && bytes[stop - 1] === LF) this.#endLine();
    return stop;
  }

  #endLine(): void {
    const line = this.#line.slice(0, -2);
    const ended = this.#line.charCodeAt(this.#line.length - 2) === CR;
    this.#line = '';
    this.state = ended ? this.#next(line) : 'corrupt';
  }

  #next(line: string): ChunkedDecoder['state'] {
    if (this.state === 'data-end') return line === '' ? 'size' : 'corrupt';
    if (this.state === 'trailer') {
      return line === '' ? 'complete' : TRAILER.test(line) ? 'trailer' : 'corrupt';
    }
    const size = SIZE_LINE.exec(line);
    if (!size) return 'corrupt';
    this.#left = Number.parseInt(size[1] ?? '', 16);
    return this.#left === 0 ? 'trailer' : 'data';
  }
}
