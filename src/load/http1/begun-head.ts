/** Longest head. */
const LIMIT = 65_536;
/**
 * When this process holds this many bytes of unfinished heads, as with thousands of connections to
 * a server that never ends them, each head is accepted only up to the smaller limit.
 */
const HELD_BYTES = 64e6;
const CRAMPED_LIMIT = 8192;
const LEAST_BYTES = 512;

const NOTHING = Buffer.alloc(0);
/** Bytes held by all unfinished heads of this process. */
let heldBytes = 0;

/**
 * The bytes of a head that is not complete yet. However small the pieces are, each byte is copied
 * only twice.
 */
export class BegunHead {
  length = 0;
  #buffer = NOTHING;

  /** The head is longer than is accepted. */
  get tooLong(): boolean {
    return this.length > (heldBytes > HELD_BYTES ? CRAMPED_LIMIT : LIMIT);
  }

  add(bytes: Buffer, start: number, end: number): void {
    const length = this.length + end - start;
    if (length > this.#buffer.length) this.#grow(length);
    bytes.copy(this.#buffer, this.length, start, end);
    this.length = length;
  }

  /** Valid until the next `add` or `drop`. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  drop(): void {
    if (this.length === 0) return;
    heldBytes -= this.#buffer.length;
    this.#buffer = NOTHING;
    this.length = 0;
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length, LEAST_BYTES));
    this.#buffer.copy(larger, 0, 0, this.length);
    heldBytes += larger.length - this.#buffer.length;
    this.#buffer = larger;
  }
}
