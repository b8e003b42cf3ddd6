import type { Kernel } from './kernel.js';

/** Short writes are merged up to this size, so that many of them are not many objects. */
const MERGED_BYTES = 2048;

/** Copies of the bytes that the kernel did not take at once, oldest first. */
export class PendingWrites {
  bytes = 0;
  readonly #chunks: Buffer[] = [];
  #first = 0;

  /** Keeps a copy of `bytes[start..end)`. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const piece = bytes.subarray(start, end);
    const last = this.bytes > 0 ? this.#chunks.at(-1) : undefined;
    this.bytes += piece.length;
    if (last !== undefined && last.length + piece.length <= MERGED_BYTES) {
      this.#chunks[this.#chunks.length - 1] = Buffer.concat([last, piece]);
    } else {
      this.#chunks.push(Buffer.from(piece));
    }
  }

  /** Sends until the kernel takes no more. Returns -1 when the kernel refuses, with its errno. */
  sendTo(kernel: Kernel, fd: number): number {
    for (let head = this.#chunks[this.#first]; head; head = this.#chunks[this.#first]) {
      const count = kernel.send(fd, head, 0, head.length);
      if (count < 0) return -1;
      this.bytes -= count;
      if (count === head.length) this.#dropHead();
      else {
        this.#chunks[this.#first] = head.subarray(count);
        return 0;
      }
    }
    return 0;
  }

  #dropHead(): void {
    this.#first++;
    // Shifting on every call would move the whole array; never shifting would keep what is sent.
    if (this.#first < 64) return;
    this.#chunks.splice(0, this.#first);
    this.#first = 0;
  }
}
