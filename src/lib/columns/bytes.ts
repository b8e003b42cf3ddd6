const LOW_BITS = 128;

/** Writes numbers and texts one after the other into a growing buffer. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(4096);
  #length = 0;
  readonly #hide: (text: string) => string;

  /** @param hide returns what is written instead of a text */
  constructor(hide: (text: string) => string = (text) => text) {
    this.#hide = hide;
  }

  /** A whole number from 0 to 2^53: 7 bits a byte, lowest bits first. */
  whole(value: number): void {
    this.#reserve(8);
    let left = value;
    while (left >= LOW_BITS) {
      this.#bytes[this.#length++] = (left % LOW_BITS) + LOW_BITS;
      left = Math.floor(left / LOW_BITS);
    }
    this.#bytes[this.#length++] = left;
  }

  /** A whole number with a sign; numbers near 0 are short. */
  signed(value: number): void {
    this.whole(zigzag(value));
  }

  /** Any number, in 8 bytes. */
  double(value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  /** A text from outside, which may have to be hidden. */
  text(text: string): void {
    this.name(this.#hide(text));
  }

  /** A word of Tidegate's own, which is never hidden. */
  name(name: string): void {
    this.block(Buffer.from(name, 'utf8'));
  }

  /** Bytes, after their length. */
  block(bytes: Uint8Array): void {
    this.whole(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Removes what was written, and keeps the memory for the next bytes. */
  clear(): void {
    this.#length = 0;
  }

  /** The bytes written so far, as a view. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Reads what a ByteWriter wrote. Throws a RangeError past the end. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  whole(): number {
    let value = 0;
    for (let scale = 1; ; scale *= LOW_BITS) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('the bytes end inside a number');
      if (byte < LOW_BITS) {
        value += byte * scale;
        break;
      }
      value += (byte - LOW_BITS) * scale;
    }
    if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large');
    return value;
  }

  signed(): number {
    return unzigzag(this.whole());
  }

  double(): number {
    const at = this.#skip(8);
    return this.#bytes.readDoubleLE(at);
  }

  text(): string {
    return this.block().toString('utf8');
  }

  /** Returns a view. */
  block(): Buffer {
    const length = this.whole();
    const at = this.#skip(length);
    return this.#bytes.subarray(at, at + length);
  }

  #skip(length: number): number {
    if (length > this.left) throw new RangeError(`${length} bytes are due, ${this.left} are left`);
    const at = this.#at;
    this.#at += length;
    return at;
  }
}

/** Maps 0, -1, 1, -2, 2 to 0, 1, 2, 3, 4. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
