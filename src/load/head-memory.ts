import { parseResponseHead, type ResponseHead } from './response-head.js';

/** Answers of a few kinds come in turn: from several backends, or one with and one without a body. */
const KEPT = 4;
/** A longer head is not worth its copy. */
const LONGEST_BYTES = 2048;

/**
 * The heads that came last, so that one which comes again, byte for byte, is not read again: most
 * servers answer with the same bytes for as long as their clock shows the same second. Shared by
 * all readers of a process.
 */
export class HeadMemory {
  readonly #bytes: Buffer[] = [];
  readonly #heads: ResponseHead[] = [];
  #oldest = 0;
  /** Length of the head that `recall` found. */
  length = 0;

  /** A head known already that `bytes[start..end)` begins with; its length is in `length`. */
  recall(bytes: Buffer, start: number, end: number): ResponseHead | null {
    for (let place = 0; place < this.#bytes.length; place++) {
      const known = this.#bytes[place] as Buffer;
      if (!beginsWith(known, bytes, start, end)) continue;
      this.length = known.length;
      return this.#heads[place] as ResponseHead;
    }
    return null;
  }

  /** Reads a head that is not known, its final empty line included; null = not HTTP/1.1. */
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

/** A call of `compare` costs more than a loop over a head of usual length. */
function beginsWith(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  const { length } = known;
  if (end - start < length) return false;
  // From its end: what differs between heads of one server stands behind what they share.
  for (let i = length - 1; i >= 0; i--) if (known[i] !== bytes[start + i]) return false;
  return true;
}
