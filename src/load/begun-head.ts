/** Longest head. */
const LIMIT = 65_536;
/**
 * While a process holds this much of unfinished heads, as of thousands of connections to a server that
 * never ends them, none is waited for past the cramped limit.
 */
const HELD_BYTES = 64e6;
const CRAMPED_LIMIT = 8192;
const LEAST_BYTES = 512;

const NOTHING = Buffer.alloc(0);
/** By all of them in this process. */
let heldBytes = 0;

/** What has come of a head that is not whole yet, in however small pieces: each is copied but twice. */
export class BegunHead {
  length = 0;
  #buffer = NOTHING;

  /** More than is waited for. */
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
