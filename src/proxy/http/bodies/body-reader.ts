import { ChunkedDecoder, type PieceReceiver } from './chunked-decoder.js';
import type { Framing } from './framing.js';

/** Reads one message body of any framing from pieces, without copying. */
export class BodyReader {
  readonly kind: Framing['kind'];
  readonly #chunks: ChunkedDecoder | null;
  #remaining: number;

  constructor(framing: Framing) {
    this.kind = framing.kind;
    this.#remaining = framing.kind === 'length' ? framing.bytes : 0;
    this.#chunks = framing.kind === 'chunked' ? new ChunkedDecoder() : null;
  }

  /** Never true for `until-close`, which ends with the connection. */
  get done(): boolean {
    if (this.#chunks !== null) return this.#chunks.done;
    return this.kind !== 'until-close' && this.#remaining === 0;
  }

  /** How many of the next bytes are content for certain; 0 where only reading them tells. */
  get unframedBytes(): number {
    return this.kind === 'until-close' ? Number.POSITIVE_INFINITY : this.#remaining;
  }

  /** This many of `unframedBytes` were moved on without being read. */
  skip(count: number): void {
    if (this.kind === 'length') this.#remaining -= count;
  }

  /**
   * Continues in `bytes[start..end)`. Returns the index after the last byte of the body, or -1 when
   * its framing is broken.
   * @param raw pass on chunks as they were sent (checked), not their content
   */
  read(bytes: Buffer, start: number, end: number, raw: boolean, receiver: PieceReceiver): number {
    if (this.#chunks !== null) {
      if (!raw) return this.#chunks.read(bytes, start, end, receiver);
      const upTo = this.#chunks.read(bytes, start, end, null);
      if (upTo > start) receiver.onPiece(bytes, start, upTo);
      return upTo;
    }
    let upTo = end;
    if (this.kind !== 'until-close') {
      upTo = Math.min(end, start + this.#remaining);
      this.#remaining -= upTo - start;
    }
    if (upTo > start) receiver.onPiece(bytes, start, upTo);
    return upTo;
  }
}
