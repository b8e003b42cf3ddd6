/** The row numbers of a table sorted by a key, so that the rows of one key are found quickly. */
export class SortedRows {
  readonly #keys: Float64Array;
  readonly #rows: Uint32Array;

  /** @param keys of each row in turn; NaN = the row is never asked for */
  constructor(keys: Float64Array) {
    const rows = new Uint32Array(keys.length);
    let count = 0;
    let sorted = true;
    let last = Number.NEGATIVE_INFINITY;
    keys.forEach((key, row) => {
      if (Number.isNaN(key)) return;
      rows[count++] = row;
      sorted &&= key >= last;
      last = key;
    });
    this.#rows = rows.subarray(0, count);
    if (!sorted) this.#rows.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
    this.#keys = Float64Array.from(this.#rows, (row) => keys[row] ?? 0);
  }

  /** The rows of this key, in the order of the table. */
  rowsOf(key: number): readonly number[] {
    const from = this.#firstAtLeast(key);
    const found: number[] = [];
    for (let at = from; this.#keys[at] === key; at++) found.push(this.#rows[at] ?? 0);
    return found;
  }

  /** Position of the first key that is not less. */
  #firstAtLeast(key: number): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** One key for each row of a table. */
export function keysOf<T>(
  rows: Iterable<T> & { readonly length: number },
  keyOf: (row: T) => number,
): Float64Array {
  const keys = new Float64Array(rows.length);
  let row = 0;
  for (const one of rows) keys[row++] = keyOf(one);
  return keys;
}
