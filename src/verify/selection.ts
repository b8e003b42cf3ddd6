import { IteratedRows } from '../lib/columns/iterated-rows.js';
import type { Rows } from '../model/ledger.js';

/**
 * Some rows of a table, kept as row numbers: a row of a large table is made when it is read and
 * forgotten afterwards. `filter` would keep an object for each row.
 */
export class Selection<T> extends IteratedRows<T> {
  readonly #rows: Rows<T>;
  readonly #numbers: readonly number[];

  /** @param numbers of rows that exist */
  constructor(rows: Rows<T>, numbers: readonly number[]) {
    super();
    this.#rows = rows;
    this.#numbers = numbers;
  }

  override get length(): number {
    return this.#numbers.length;
  }

  override at(row: number): T | undefined {
    const number = this.#numbers.at(row);
    return number === undefined ? undefined : this.#rows.at(number);
  }

  override *[Symbol.iterator](): Iterator<T> {
    for (const number of this.#numbers) {
      const row = this.#rows.at(number);
      if (row !== undefined) yield row;
    }
  }
}

/** The rows that pass, in their order. */
export function select<T>(rows: Rows<T>, keep: (row: T) => boolean): Selection<T> {
  const numbers: number[] = [];
  let number = 0;
  for (const row of rows) {
    if (keep(row)) numbers.push(number);
    number++;
  }
  return new Selection(rows, numbers);
}

/** A row that stands for several, in a run that was too large for a row each. */
interface Weighted {
  readonly weight?: number;
}

/** How many a row stands for. */
export function weightOf({ weight }: Weighted): number {
  return weight ?? 1;
}

/** How many the passing rows stand for. */
export function countOf<T extends Weighted>(
  rows: Iterable<T>,
  keep: (row: T) => boolean = () => true,
): number {
  let count = 0;
  for (const row of rows) if (keep(row)) count += weightOf(row);
  return Math.round(count);
}

/** `about ` if a row stands for others, because a count of such rows is an estimate; otherwise empty. */
export function about(rows: Iterable<Weighted>): string {
  for (const row of rows) if (weightOf(row) !== 1) return 'about ';
  return '';
}

/** The rows of several tables, one table after the other. Can be iterated more than once. */
export function concat<T>(tables: readonly Iterable<T>[]): Iterable<T> {
  return {
    *[Symbol.iterator]() {
      for (const table of tables) yield* table;
    },
  };
}
