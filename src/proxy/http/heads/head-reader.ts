import { Gatherer } from './gatherer.js';
import type { MessageHead } from './message-head.js';

const LF = 10;
const CR = 13;

const NOTHING = new Uint8Array(0);

/** Largest head, request or response; nginx's large_client_header_buffers, 4 x 8 kB. */
export const MAX_HEAD_BYTES = 32 * 1024;

/**
 * Finds the end of a message head in bytes that arrive in pieces of any size. A head that arrives
 * whole is never copied; only the pieces of a split one are kept.
 */
export class HeadReader implements MessageHead {
  // Set when `read` found the end.
  text = '';
  bytes: Uint8Array = NOTHING;
  start = 0;
  /** The first line of an unfinished head is here and valid. */
  lineIsWell = false;
  #kept: Gatherer | null = null;

  /** Whether any byte of a head has been seen. */
  get begun(): boolean {
    return this.#kept !== null;
  }

  get size(): number {
    return this.#kept?.length ?? 0;
  }

  /** The beginning of what was kept of an unfinished head, to report what was wrong with it. */
  get beginning(): string {
    return this.#kept?.bytes.toString('latin1') ?? '';
  }

  /**
   * Reads `bytes[start..end)`. Returns the index after the head and sets `text`, or returns -1 when
   * the head continues in later bytes (the bytes are then kept).
   */
  read(bytes: Buffer, start: number, end: number): number {
    let from = start;
    if (this.#kept === null) {
      // Empty lines before a request line are ignored (RFC 9112 2.2).
      while (from < end && (bytes[from] === CR || bytes[from] === LF)) from++;
      if (from === end) return -1;
    }
    // Only every second byte is read: an end of a head cannot lie between two of them.
    for (let at = from; at < end; at += 2) {
      if ((bytes[at] as number) > CR) continue;
      const last = this.#endAt(bytes, from, at, end);
      if (last >= 0) return this.#finish(bytes, from, last + 1);
    }
    this.#keep(bytes, from, end);
    return -1;
  }

  reset(): void {
    this.#kept = null;
    this.lineIsWell = false;
  }

  /**
   * Index of the LF that ends the head (that of its empty line), if it is at `at` or one of the
   * next two positions and `at` is part of that end; otherwise -1.
   */
  #endAt(bytes: Buffer, start: number, at: number, end: number): number {
    const before = this.#byteAt(bytes, start, at - 1);
    const next = at + 1 < end ? bytes[at + 1] : undefined;
    if (bytes[at] === CR) return before === LF && next === LF ? at + 1 : -1;
    if (bytes[at] !== LF) return -1;
    if (before === LF) return at;
    if (before === CR && this.#byteAt(bytes, start, at - 2) === LF) return at;
    if (next === LF) return at + 1;
    return next === CR && at + 2 < end && bytes[at + 2] === LF ? at + 2 : -1;
  }

  /** Byte `at` of `bytes` counted from `start`, or of the bytes kept before. */
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
      this.lineIsWell = false;
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
