import type { Body } from './body.js';

/** No real server sends a longer size line or trailer field. */
const LINE_LIMIT = 8192;
const SIZE_LINE = /^([0-9A-Fa-f]{1,12})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;
const TRAILER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/;
const CR = 13;
const LF = 10;
/** Up to this many hex digits a size is read without a pattern; chunks of usual servers need no more. */
const SHORT_DIGITS = 7;

/** Removes the chunked coding (RFC 9112, 7.1), however the bytes were split on the way. */
export class ChunkedDecoder {
  /** `corrupt`: the framing or the body's bytes are wrong. */
  state: 'size' | 'data' | 'data-end' | 'trailer' | 'complete' | 'corrupt' = 'size';
  /** Body bytes so far. */
  bodyBytes = 0;
  #body: Body;
  #line = '';
  #left = 0;

  constructor(body: Body) {
    this.#body = body;
  }

  /** Makes it ready for another body. */
  begin(body: Body): void {
    this.state = 'size';
    this.bodyBytes = 0;
    this.#body = body;
    this.#line = '';
  }

  /** Takes bytes from `bytes[start..end)` up to the end of the coding; returns where it stopped. */
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
    const short = this.#line === '' ? this.#readShortLine(bytes, start, end) : start;
    if (short > start) return short;
    const lf = bytes.indexOf(LF, start);
    const stop = lf === -1 || lf >= end ? end : lf + 1;
    this.#line += bytes.toString('latin1', start, stop);
    if (this.#line.length > LINE_LIMIT) this.state = 'corrupt';
    else if (stop > start && bytes[stop - 1] === LF) this.#endLine();
    return stop;
  }

  /**
   * Takes a complete line that is empty or holds hex digits only, which is nearly every line. For
   * any other line it takes nothing and returns `start`; the patterns then judge the line.
   */
  #readShortLine(bytes: Buffer, start: number, end: number): number {
    const last = Math.min(end - 1, start + SHORT_DIGITS + 1);
    let at = start;
    let size = 0;
    for (; at < last && bytes[at] !== CR; at++) {
      const digit = hexDigit(bytes[at] as number);
      if (digit < 0) return start;
      size = size * 16 + digit;
    }
    if (at >= last || bytes[at + 1] !== LF) return start;
    if ((at === start) === (this.state === 'size')) return start;
    if (this.state === 'size') {
      this.#left = size;
      this.state = size === 0 ? 'trailer' : 'data';
    } else if (at === start) this.state = this.state === 'trailer' ? 'complete' : 'size';
    else return start;
    return at + 2;
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

/** Value of a hex digit, -1 for any other byte. */
function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = (byte | 32) - 87;
  return letter >= 10 && letter <= 15 ? letter : -1;
}
