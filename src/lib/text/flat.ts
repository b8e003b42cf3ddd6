/**
 * The same text (latin1) in one piece of memory of its own. V8 stores a concatenated text as its
 * parts, and a substring keeps the whole text that it was cut from.
 */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
