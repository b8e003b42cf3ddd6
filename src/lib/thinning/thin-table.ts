import { Growing } from '../columns/column.js';
import { type Schema, Table } from '../columns/table.js';
import {
  type Budgets,
  type Limits,
  NO_LIMITS,
  type OwnShelf,
  type Placed,
  SHELVES,
  standsOn,
} from './shelves.js';

interface Weighted {
  readonly weight?: number;
}

/** A table that keeps no more rows than the shelves hold, however many are added. */
export class ThinTable<T extends Weighted> {
  readonly #schema: Schema<T>;
  readonly #table: Table<T>;
  readonly #hashes = new Growing((length) => new Uint32Array(length));
  /** The shelf's number, plus 128 for a picked row. */
  readonly #places = new Growing((length) => new Uint8Array(length));
  readonly #budgets: Budgets;
  #limits = NO_LIMITS;
  #counts = noRows();

  constructor(schema: Schema<T>, budgets: Budgets) {
    this.#schema = schema;
    this.#table = new Table(schema);
    this.#budgets = budgets;
  }

  /** Limits are only ever lowered. */
  get limits(): Limits {
    return this.#limits;
  }

  get length(): number {
    return this.#table.length;
  }

  /** Another of the same rows, thinned as far. */
  copy(): ThinTable<T> {
    const copy = new ThinTable(this.#schema, this.#budgets);
    copy.#limits = this.#limits;
    let row = 0;
    for (const record of this.#table) copy.add(record, this.#placed(row++));
    return copy;
  }

  add(row: T, placed: Placed): void {
    const shelf = standsOn(placed, this.#limits);
    if (shelf === null) return;
    this.#table.append(row);
    this.#hashes.push(placed.hash);
    this.#places.push(SHELVES.indexOf(placed.shelf) + (placed.picked ? PICKED : 0));
    this.#counts[shelf]++;
    while (this.#counts[shelf] > this.#budgets[shelf]) {
      this.#limits = { ...this.#limits, [shelf]: this.#limits[shelf] / 2 };
      this.#thin();
    }
  }

  /**
   * The rows with their weights. The rows of a cell that are in a sample stand for all that were
   * counted in that cell, in equal parts; if none is, the picked ones do.
   * @param cellOf the cell of a row; rows of one cell are on one shelf
   * @param counts how many rows each cell has had, kept or not
   */
  weighed(
    cellOf: (row: T, shelf: OwnShelf) => string,
    counts: ReadonlyMap<string, number>,
  ): Table<T> {
    const kept = new Map<string, { sampled: number; picked: number }>();
    const cells = Array.from(this.#table, (record, row) => {
      const cell = cellOf(record, this.#placed(row).shelf);
      let ones = kept.get(cell);
      if (!ones) {
        ones = { sampled: 0, picked: 0 };
        kept.set(cell, ones);
      }
      ones[this.#isSampled(row) ? 'sampled' : 'picked']++;
      return { ones, count: counts.get(cell) };
    });
    const weights = Float64Array.from(
      cells,
      ({ ones: { sampled, picked }, count = sampled }, row) => {
        if (sampled === 0) return count / picked;
        return this.#isSampled(row) ? count / sampled : 0;
      },
    );
    this.#table.rewrite('weight', weights);
    return this.#table;
  }

  #isSampled(row: number): boolean {
    const { shelf, hash } = this.#placed(row);
    return hash < this.#limits[shelf];
  }

  #placed(row: number): Placed {
    const place = this.#places.at(row);
    return {
      shelf: SHELVES[place % PICKED] as OwnShelf,
      hash: this.#hashes.at(row),
      picked: place >= PICKED,
    };
  }

  #thin(): void {
    this.#counts = noRows();
    let kept = 0;
    this.#table.retain((row) => {
      const shelf = standsOn(this.#placed(row), this.#limits);
      if (shelf === null) return false;
      this.#counts[shelf]++;
      this.#hashes.move(row, kept);
      this.#places.move(row, kept);
      kept++;
      return true;
    });
    this.#hashes.truncate(kept);
    this.#places.truncate(kept);
  }
}

const PICKED = 128;

function noRows(): Record<keyof Budgets, number> {
  return { ordinary: 0, disturbed: 0, wrong: 0, picked: 0 };
}
