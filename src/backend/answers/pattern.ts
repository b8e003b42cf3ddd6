/** Byte at offset `i` of every body and every tunnel direction is `i % PERIOD`. */
const PERIOD = 251;

/** Most bytes that `piece` returns. */
const PIECE_BYTES = 64 * 1024;

/** Long enough that a piece can begin at any position of the pattern. */
const table = Buffer.from(Array.from({ length: PIECE_BYTES + PERIOD }, (_, i) => i % PERIOD));

/** `length` bytes of a body from `offset` on, at most PIECE_BYTES, as a view. */
export function piece(offset: number, length: number): Buffer {
  const start = offset % PERIOD;
  return table.subarray(start, start + Math.min(length, PIECE_BYTES));
}

/** Whether `bytes[start..end)` is the pattern from `offset` on. */
export function isPattern(bytes: Buffer, start: number, end: number, offset: number): boolean {
  for (let at = start; at < end; at += PIECE_BYTES) {
    const upTo = Math.min(end, at + PIECE_BYTES);
    const wanted = piece(offset + at - start, upTo - at);
    if (wanted.compare(bytes, at, upTo) !== 0) return false;
  }
  return true;
}
