import type { Schema, Table } from '../columns/table.js';
import type { Limits, OwnShelf, Placed } from './shelves.js';
import type { CellCounts, Tally } from './tally.js';
import { ThinTable } from './thin-table.js';

interface Weighted {
  readonly weight?: number;
}

/** How rows are counted: by their cell, and also by shelf if rows of a cell may be on two shelves. */
interface Counting<T, C extends object> {
  readonly tally: () => Tally<C>;
  readonly cellOf: (row: T, shelf: OwnShelf) => C;
}

/** A thinned table with exact counts of all rows that were ever added. */
export class CountedTable<T extends Weighted, C extends object> {
  readonly #schema: Schema<T>;
  readonly #room: number;
  readonly #counting: Counting<T, C>;
  #rows: ThinTable<T>;
  #tally: Tally<C>;

  constructor(schema: Schema<T>, room: number, counting: Counting<T, C>) {
    this.#schema = schema;
    this.#room = room;
    this.#counting = counting;
    this.#rows = new ThinTable(schema, room);
    this.#tally = counting.tally();
  }

  get limits(): Limits {
    return this.#rows.limits;
  }

  copy(): CountedTable<T, C> {
    const copy = new CountedTable(this.#schema, this.#room, this.#counting);
    copy.#rows = this.#rows.copy();
    copy.#tally = this.#tally.copy();
    return copy;
  }

  /** Counts a row, and keeps it while there is room. */
  add(row: T, placed: Placed): void {
    this.#tally.add(this.#counting.cellOf(row, placed.shelf));
    this.keep(row, placed);
  }

  /** Keeps a row that was counted elsewhere. */
  keep(row: T, placed: Placed): void {
    this.#rows.add(row, placed);
  }

  count(counts: CellCounts<C>): void {
    this.#tally.addAll(counts);
  }

  counts(): CellCounts<C> {
    return this.#tally.all();
  }

  /**
   * The rows, each with its weight, sorted by a number. The result is the table itself: it also
   * shows rows that are added later.
   */
  weighed(numberOf: (row: T) => number): Table<T> {
    const { cellOf } = this.#counting;
    this.#rows.weigh((row, shelf) => this.#tally.keyOf(cellOf(row, shelf)), this.#tally.counts);
    return this.#rows.sorted(numberOf);
  }
}
