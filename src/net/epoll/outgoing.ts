import type { Kernel } from './kernel.js';

/** Up to this many bytes, a loop costs less than the view that `set` copies from. */
const SHORT_BYTES = 128;

/** A connection whose bytes are gathered here. */
export interface Sender {
  /** Sends `bytes[start..end)`, which stay valid until it returns. Calls no handler. */
  sendGathered(bytes: Buffer, start: number, end: number): void;
}

/**
 * Collects in one piece of memory what the handlers of one batch of events write, and sends it when
 * they have finished. Sends that follow each other directly cost the kernel a tenth less for a
 * small answer than sends between handlers, and several writes of one connection become one send.
 */
export class Outgoing {
  readonly #bytes: Buffer;
  #used = 0;
  readonly #senders: Sender[] = [];
  /** Where the bytes of the sender at the same index end. */
  readonly #ends: number[] = [];

  constructor({ writeBuffer }: Kernel) {
    this.#bytes = writeBuffer;
  }

  /** Takes a copy of `bytes[start..end)`; false when there is no room, even after a flush. */
  add(sender: Sender, bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.#makeRoom(end - start)) return false;
    const to = this.#used - start;
    if (end - start > SHORT_BYTES) this.#bytes.set(bytes.subarray(start, end), this.#used);
    else for (let at = start; at < end; at++) this.#bytes[to + at] = bytes[at] as number;
    this.#took(sender, end - start);
    return true;
  }

  /** The same for text (latin1). */
  addText(sender: Sender, text: string): boolean {
    if (!this.#makeRoom(text.length)) return false;
    this.#took(sender, this.#bytes.write(text, this.#used, 'latin1'));
    return true;
  }

  flush(): void {
    const senders = this.#senders;
    if (senders.length === 0) return;
    let start = 0;
    for (let place = 0; place < senders.length; place++) {
      const end = this.#ends[place] as number;
      senders[place]?.sendGathered(this.#bytes, start, end);
      start = end;
    }
    senders.length = this.#ends.length = this.#used = 0;
  }

  #makeRoom(length: number): boolean {
    if (this.#used + length > this.#bytes.length) this.flush();
    return length <= this.#bytes.length;
  }

  #took(sender: Sender, length: number): void {
    this.#used += length;
    if (this.#senders.at(-1) === sender) this.#ends[this.#ends.length - 1] = this.#used;
    else {
      this.#senders.push(sender);
      this.#ends.push(this.#used);
    }
  }
}
