const CR = 13;
const LF = 10;
const SEMICOLON = 59;

/** Hex digits of a chunk's size, without leading zeros, so that it stays an exact number. */
const MAX_SIZE_DIGITS = 12;
/** Bytes of extensions in a chunk. Real clients need fewer. */
const MAX_EXTENSION_BYTES = 4096;

/** Receives the content of a body as `bytes[start..end)`, valid only during the call. */
export interface PieceReceiver {
  onPiece(bytes: Buffer, start: number, end: number): void;
}

const SIZE = 0;
const EXTENSION = 1;
const SIZE_LF = 2;
const DATA = 3;
const DATA_CR = 4;
const DATA_LF = 5;
const TRAILER_START = 6;
const TRAILER = 7;
const TRAILER_LF = 8;
const LAST_LF = 9;
const DONE = 10;
const TRAILER_NAME = 11;

const COLON = 58;
/** Characters of a field name (RFC 9110 5.6.2). */
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]/;

/**
 * Reads the chunked coding (RFC 9112 7.1) in pieces of any size, without copying. Stricter than
 * nginx on purpose: lines end only in CRLF, because a proxy that passes chunks on unchanged must
 * not see an end that the next reader does not see. Trailers may have any length, because they are
 * not kept.
 */
export class ChunkedDecoder {
  #state = SIZE;
  #size = 0;
  #digits = 0;
  #lineBytes = 0;

  /** The last chunk and its trailers have been read. */
  get done(): boolean {
    return this.#state === DONE;
  }

  reset(): void {
    this.#state = SIZE;
    this.#size = this.#digits = this.#lineBytes = 0;
  }

  /**
   * Continues in `bytes[start..end)` and passes each run of content to `receiver` (null = only
   * checks it). Returns the index after the last byte of the body, or -1 when the coding is broken.
   */
  read(bytes: Buffer, start: number, end: number, receiver: PieceReceiver | null): number {
    let at = start;
    while (at < end && this.#state !== DONE) {
      if (this.#state === DATA) {
        const upTo = Math.min(end, at + this.#size);
        receiver?.onPiece(bytes, at, upTo);
        this.#size -= upTo - at;
        at = upTo;
        if (this.#size === 0) this.#state = DATA_CR;
      } else if (!this.#step(bytes[at++] ?? 0)) {
        return -1;
      }
    }
    return at;
  }

  /** Takes one byte that is not content; false when it is not allowed there. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case SIZE:
        return this.#sizeByte(byte);
      case EXTENSION:
        if (byte === CR) return this.#enter(SIZE_LF);
        return byte >= 32 && byte !== 127 && ++this.#lineBytes <= MAX_EXTENSION_BYTES;
      case SIZE_LF:
        this.#lineBytes = 0;
        return byte === LF && this.#enter(this.#size === 0 ? TRAILER_START : DATA);
      case DATA_CR:
        return byte === CR && this.#enter(DATA_LF);
      case DATA_LF:
        this.#digits = 0;
        return byte === LF && this.#enter(SIZE);
      case TRAILER_START:
        if (byte === CR) return this.#enter(LAST_LF);
        return this.#enter(TRAILER_NAME) && nameByte(byte);
      case TRAILER_NAME:
        if (byte === COLON) return this.#enter(TRAILER);
        return nameByte(byte);
      case TRAILER:
        if (byte === CR) return this.#enter(TRAILER_LF);
        return (byte >= 32 || byte === 9) && byte !== 127;
      case TRAILER_LF:
        return byte === LF && this.#enter(TRAILER_START);
      default:
        return byte === LF && this.#enter(DONE);
    }
  }

  #enter(state: number): true {
    this.#state = state;
    return true;
  }

  #sizeByte(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#digits = this.#size === 0 ? 1 : this.#digits + 1;
      this.#size = this.#size * 16 + digit;
      return this.#digits <= MAX_SIZE_DIGITS;
    }
    if (this.#digits === 0) return false;
    if (byte === CR) return this.#enter(SIZE_LF);
    return byte === SEMICOLON && this.#enter(EXTENSION);
  }
}

function nameByte(byte: number): boolean {
  return TOKEN.test(String.fromCharCode(byte));
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
