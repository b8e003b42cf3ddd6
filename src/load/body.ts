import { crc32 } from 'node:zlib';
import { matchesPattern } from './pattern.js';
import type { ResponseHead } from './response-head.js';

/** What becomes of a response's body bytes, chunking taken off. */
export interface Body {
  /** Takes `bytes[start..end)`, which begin at `offset` of the body; false = wrong bytes. */
  take(bytes: Buffer, start: number, end: number, offset: number): boolean;
}

/** Any bytes will do. */
export const anyBody: Body = { take: () => true };

/** The pattern of pattern.ts, byte for byte. */
export const patternBody: Body = { take: matchesPattern };

/**
 * Sums an answer up, so that two can be compared without either being kept: the body, and where a
 * redirect leads.
 */
export class DigestBody implements Body {
  /** CRC-32 of what has come. */
  digest = 0;

  /** For the answer of this head. */
  of(head: ResponseHead): this {
    this.digest = crc32(head.headers.get('location') ?? '');
    return this;
  }

  take(bytes: Buffer, start: number, end: number): boolean {
    this.digest = crc32(bytes.subarray(start, end), this.digest);
    return true;
  }
}

/** Keeps the body's first bytes besides, up to `limitBytes`, as text. */
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
