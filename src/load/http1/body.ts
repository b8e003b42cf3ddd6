import { crc32 } from 'node:zlib';
import { matchesPattern } from './pattern.js';
import type { ResponseHead } from './response-head.js';

/** Receives the bytes of a response's body, after chunked coding is removed. */
export interface Body {
  /** Takes `bytes[start..end)`, which begin at `offset` of the body; false = wrong bytes. */
  take(bytes: Buffer, start: number, end: number, offset: number): boolean;
}

/** Accepts any bytes. */
export const anyBody: Body = { take: () => true };

/** The pattern of pattern.ts, byte for byte. */
export const patternBody: Body = { take: matchesPattern };

/**
 * Condenses an answer to a checksum, so that two answers can be compared without keeping them: the
 * body, and the target of a redirect.
 */
export class DigestBody implements Body {
  /** CRC-32 of the bytes so far. */
  digest = 0;

  /** Begins with the answer that has this head. */
  of(head: ResponseHead): this {
    this.digest = crc32(head.headers.get('location') ?? '');
    return this;
  }

  take(bytes: Buffer, start: number, end: number): boolean {
    this.digest = crc32(bytes.subarray(start, end), this.digest);
    return true;
  }
}

/** Also keeps the body's first bytes, up to `limitBytes`, as text. */
export class CollectedBody extends DigestBody {
  readonly #parts: Buffer[] = [];
  #left: number;

  constructor(limitBytes: number) {
    super();
    this.#left = limitBytes;
  }

  override take(bytes: Buffer, start: number, end: number): boolean {
    const length = Math.min(end - start, this.#left);
    if (length > 0) this.#parts.push(Buffer.from(bytes.subarray(start, start + length)));
    this.#left -= length;
    return super.take(bytes, start, end);
  }

  get text(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}
