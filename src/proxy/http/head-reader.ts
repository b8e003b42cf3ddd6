import { Gatherer } from './gatherer.js';
import type { MessageHead } from './message-head.js';

const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const DEL = 127;

const NOTHING = new Uint8Array(0);

/** Largest head, request or response; nginx's large_client_header_buffers, 4 x 8 kB. */
export const MAX_HEAD_BYTES = 32 * 1024;

/**
 * Finds the end of a message head in bytes that arrive in pieces of any size. A head that
 * arrives whole is never copied; only the pieces of a split one are kept.
 */
export class HeadReader implements MessageHead {
  // Set when `read` found the end.
  text = '';
  bytes: Uint8Array = NOTHING;
  start = 0;
  plain = true;
  #kept: Gatherer | null = null;

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
      this.plain = true;
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
    const kept = this.#kept;
    if (kept === null) {
      this.#set(bytes, start, end);
    } else {
      kept.add(bytes, start, end);
      this.#set(kept.bytes, 0, kept.length);
    }
    this.#kept = null;
    return end;
  }

  #set(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.text = bytes.toString('latin1', start, end);
  }
}
