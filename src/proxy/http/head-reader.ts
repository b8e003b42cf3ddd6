import { Gatherer } from './gatherer.js';

const LF = 10;
const CR = 13;

/** Largest head, request or response; nginx's large_client_header_buffers, 4 x 8 kB. */
export const MAX_HEAD_BYTES = 32 * 1024;

/** Where the scan stands: before the first line, inside a line, after LF, after LF CR. */
type State = 'start' | 'line' | 'newline' | 'newline-cr';

/**
 * Finds the end of a message head in bytes that arrive in pieces of any size. A head that
 * arrives whole is never copied; only the pieces of a split one are kept.
 */
export class HeadReader {
  #state: State = 'start';
  #kept: Gatherer | null = null;
  /** The head as latin1, its final empty line included; set when `read` found the end. */
  text = '';

  /** Whether any byte of a head has been seen. */
  get begun(): boolean {
    return this.#state !== 'start';
  }

  get size(): number {
    return this.#kept?.length ?? 0;
  }

  /** Start of what has been kept of an unfinished head, to say what was wrong with it. */
  get beginning(): string {
    return this.#kept?.bytes.toString('latin1') ?? '';
  }

  /**
   * Looks at `bytes[start..end)`. Returns the index just past the head, with `text` set, or -1
   * when the head goes on in bytes to come (these are then kept).
   */
  read(bytes: Buffer, start: number, end: number): number {
    let from = start;
    let state = this.#state;
    if (state === 'start') {
      // Empty lines before a request line are to be ignored (RFC 9112 2.2).
      while (from < end && (bytes[from] === CR || bytes[from] === LF)) from++;
      if (from === end) return -1;
      state = 'line';
    }
    for (let at = from; at < end; at++) {
      const byte = bytes[at];
      if (byte === LF) {
        if (state !== 'line') return this.#finish(bytes, from, at + 1);
        state = 'newline';
      } else {
        state = byte === CR && state === 'newline' ? 'newline-cr' : 'line';
      }
    }
    this.#state = state;
    this.#keep(bytes, from, end);
    return -1;
  }

  reset(): void {
    this.#state = 'start';
    this.#kept = null;
    this.text = '';
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    this.#kept ??= new Gatherer();
    this.#kept.add(bytes, start, end);
  }

  #finish(bytes: Buffer, start: number, end: number): number {
    let text = bytes.toString('latin1', start, end);
    if (this.#kept !== null) text = this.beginning + text;
    this.reset();
    this.text = text;
    return end;
  }
}
