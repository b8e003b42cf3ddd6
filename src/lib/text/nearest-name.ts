import { groupBy } from '../group-by.js';
/** Known names, for finding the one that a misspelt name probably means. */
export class KnownNames {
  readonly #byLength: ReadonlyMap<number, { readonly name: string; readonly letters: number }[]>;

  constructor(names: Iterable<string>) {
    const known = [...new Set(names)].map((name) => ({ name, letters: lettersIn(name) }));
    this.#byLength = groupBy(known, ({ name }) => name.length);
  }

  /** The known name that differs by one or two letters; null = there is none. */
  nearest(written: string): string | null {
    const slips = written.length < 5 ? 1 : 2;
    let best: string | null = null;
    let most = slips;
    const letters = lettersIn(written);
    for (let length = written.length - slips; length <= written.length + slips; length += 1) {
      for (const { name, letters: known } of this.#byLength.get(length) ?? []) {
        // A changed letter counts twice: one letter less and one more.
        if (bitsIn(known ^ letters) > 2 * most) continue;
        const distance = editDistance(name, written, most);
        if (distance === 0 || distance > most) continue;
        best = name;
        most = distance - 1;
        if (most === 0) return best;
      }
    }
    return best;
  }
}

/**
 * One bit for each letter of a name, whatever their number and order; codes that differ by 32 share
 * a bit.
 */
function lettersIn(name: string): number {
  let letters = 0;
  for (let i = 0; i < name.length; i += 1) letters |= 1 << (name.charCodeAt(i) & 31);
  return letters;
}

function bitsIn(word: number): number {
  let bits = 0;
  for (let left = word; left !== 0; left &= left - 1) bits += 1;
  return bits;
}

/** Levenshtein distance, calculated row by row; anything above `most` if it is more than `most`. */
function editDistance(a: string, b: string, most: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const cell = Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      next.push(cell);
      if (cell < least) least = cell;
    }
    if (least > most) return least;
    row = next;
  }
  return row[b.length] ?? 0;
}
