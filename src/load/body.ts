import { matchesPattern } from './pattern.js';

/** What becomes of a response's body bytes, chunking taken off. */
export interface Body {
  /** Takes `bytes[start..end)`, which begin at `offset` of the body; false = wrong bytes. */
  take(bytes: Buffer, start: number, end: number, offset: number): boolean;
}

/** Any bytes will do. */
export const anyBody: Body = { take: () => true };

/** The pattern of pattern.ts, byte for byte. */
export const patternBody: Body = { take: matchesPattern };

/** Keeps the body's first bytes, up to `limitBytes`, as text. */
export class CollectedBody implements Body {
  readonly #parts: Buffer[] = [];
  #left: number;

  constructor(limitBytes: number) {
    this.#left = limitBytes;
  }

  take(bytes: Buffer, start: number, end: number): boolean {
    const length = Math.min(end - start, this.#left);
    if (length > 0) this.#parts.push(Buffer.from(bytes.subarray(start, start + length)));
    this.#left -= length;
    return true;
  }

  get text(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}
