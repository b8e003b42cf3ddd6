import { Gatherer } from './gatherer.js';

const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const DEL = 127;

/** Largest head, request or response; nginx's large_client_header_buffers, 4 x 8 kB. */
export const MAX_HEAD_BYTES = 32 * 1024;

/**
 * Finds the end of a message head in bytes that arrive in pieces of any size. A head that
 * arrives whole is never copied; only the pieces of a split one are kept.
 */
export class HeadReader {
  #kept: Gatherer | null = null;
  /** The head as latin1, its final empty line included; set when `read` found the end. */
  text = '';
  /** It holds no control but tabs and whole line ends, for sure: nobody need look for them again. */
  plain = true;

  /** Whether any byte of a head has been seen. */
  get begun(): boolean {
    return this.#kept !== null;
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
    if (this.#kept === null) {
      // Empty lines before a request line are to be ignored (RFC 9112 2.2).
      while (from < end && (bytes[from] === CR || bytes[from] === LF)) from++;
      if (from === end) return -1;
    }
    for (let at = from; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= SPACE && byte !== DEL) continue;
      if (byte !== LF) {
        if (byte !== TAB && (byte !== CR || bytes[at + 1] !== LF || at + 1 === end)) {
          this.plain = false;
        }
        continue;
      }
      const before = this.#byteAt(bytes, from, at - 1);
      if (before === LF || (before === CR && this.#byteAt(bytes, from, at - 2) === LF)) {
        return this.#finish(bytes, from, at + 1);
      }
    }
    this.#keep(bytes, from, end);
    return -1;
  }

  reset(): void {
    this.#kept = null;
    this.text = '';
    this.plain = true;
  }

  /** Byte `at` of `bytes` from `start` on, or of what came before it. */
  #byteAt(bytes: Buffer, start: number, at: number): number | undefined {
    if (at >= start) return bytes[at];
    const kept = this.#kept?.bytes;
    return kept?.[kept.length + at - start];
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    this.#kept ??= new Gatherer();
    this.#kept.add(bytes, start, end);
  }

  #finish(bytes: Buffer, start: number, end: number): number {
    let text = bytes.toString('latin1', start, end);
    if (this.#kept !== null) text = this.beginning + text;
    this.#kept = null;
    this.text = text;
    return end;
  }
}
