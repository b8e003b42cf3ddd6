/** Texts in a row, of which only the first `most` are named: `a, b and 3 more`. */
export function listed(texts: readonly (string | number)[], most: number): string {
  const more = texts.length - most;
  return texts.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
