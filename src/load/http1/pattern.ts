/**
 * Byte i of every body and of every tunnel direction is i mod 251. 251 is prime, so no buffer size
 * hides a shift.
 */
const PERIOD = 251;
const CHUNK = 65_536;
const PATTERN = Buffer.alloc(CHUNK + PERIOD);
for (let i = 0; i < PATTERN.length; i++) PATTERN[i] = i % PERIOD;

/** Whether `bytes[start..end)` is the pattern from position `offset` on. */
export function matchesPattern(bytes: Buffer, start: number, end: number, offset: number): boolean {
  for (let at = start; at < end; at += CHUNK) {
    const length = Math.min(CHUNK, end - at);
    const from = (offset + at - start) % PERIOD;
    if (bytes.compare(PATTERN, from, from + length, at, at + length) !== 0) return false;
  }
  return true;
}

/**
 * The pattern's bytes from `offset` on, at most 64 KiB: a view of a shared buffer, to be written at
 * once and not kept.
 */
export function patternPiece(offset: number, length: number): Buffer {
  const from = offset % PERIOD;
  return PATTERN.subarray(from, from + Math.min(length, CHUNK));
}
