import { parseResponseHead, type ResponseHead } from './response-head.js';

/** Answers of a few kinds alternate: from several backends, or with and without a body. */
const KEPT = 4;
/** Copying a longer head costs more than reading it again. */
const LONGEST_BYTES = 2048;

/**
 * The heads that were read last. One that arrives again, byte for byte, is not read again: most
 * servers send the same bytes as long as their clock shows the same second. All readers of a
 * process share it.
 */
export class HeadMemory {
  readonly #bytes: Buffer[] = [];
  readonly #heads: ResponseHead[] = [];
  #oldest = 0;
  /** Length of the head that `recall` found. */
  length = 0;

  /** Finds a known head at the beginning of `bytes[start..end)`; sets `length`. */
  recall(bytes: Buffer, start: number, end: number): ResponseHead | null {
    for (let place = 0; place < this.#bytes.length; place++) {
      const known = this.#bytes[place] as Buffer;
      if (!beginsWith(known, bytes, start, end)) continue;
      this.length = known.length;
      return this.#heads[place] as ResponseHead;
    }
    return null;
  }

  /** Reads an unknown head, with its final empty line; null = not HTTP/1.1. */
  read(bytes: Buffer, start: number, end: number): ResponseHead | null {
    const head = parseResponseHead(bytes, start, end);
    if (head && end - start <= LONGEST_BYTES) {
      this.#bytes[this.#oldest] = Buffer.from(bytes.subarray(start, end));
      this.#heads[this.#oldest] = head;
      this.#oldest = (this.#oldest + 1) % KEPT;
    }
    return head;
  }
}

/** A call of `compare` costs more than this loop over a head of usual length. */
function beginsWith(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  const { length } = known;
  if (end - start < length) return false;
  // Compared from the end, because heads of one server differ behind what they have in common.
  for (let i = length - 1; i >= 0; i--) if (known[i] !== bytes[start + i]) return false;
  return true;
}
