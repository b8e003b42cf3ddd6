/**
 * The same text (latin1) in one piece of memory of its own: V8 leaves what was put together in its
 * parts, and what was cut out of a text keeps the whole of it.
 */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
