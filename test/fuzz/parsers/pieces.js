/**
 * Hands over a text (one byte a character) in pieces as a network would: the sizes repeat with the
 * text. Stops where `take` says false.
 */
export function inPieces(text, take) {
  const bytes = Buffer.from(text, 'latin1');
  const sizes = SIZES[bytes.length % SIZES.length];
  for (let at = 0, nth = 0; at < bytes.length; nth += 1) {
    const size = sizes[nth % sizes.length];
    if (!take(bytes.subarray(at, at + size))) return;
    at += size;
  }
}

const SIZES = [[65_536], [1, 2, 3, 1000], [7], [4096], [65_535, 1]];
