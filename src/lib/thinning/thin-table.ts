import { Growing } from '../columns/column.js';
import { type Schema, Table } from '../columns/table.js';
import {
  fullest,
  isThinned,
  type Limits,
  NO_LIMITS,
  type OwnShelf,
  type Placed,
  placeByte,
  placeOf,
  type Shelf,
  standsOn,
} from './shelves.js';

interface Weighted {
  readonly weight?: number;
}

/** A table with room for a fixed number of rows, however many are added. */
export class ThinTable<T extends Weighted> {
  readonly #schema: Schema<T>;
  readonly #table: Table<T>;
  readonly #hashes = new Growing(Uint32Array);
  readonly #places = new Growing(Uint8Array);
  readonly #room: number;
  #limits = NO_LIMITS;
  #counts = noRows();

  /** @param room how many rows it may hold; a power of two fits best, because columns grow by doubling */
  constructor(schema: Schema<T>, room: number) {
    this.#schema = schema;
    this.#table = new Table(schema);
    this.#room = room;
  }

  /** Limits are only ever lowered. */
  get limits(): Limits {
    return this.#limits;
  }

  get length(): number {
    return this.#table.length;
  }

  /** A copy of the same rows, with the same limits. */
  copy(): ThinTable<T> {
    const copy = new ThinTable(this.#schema, this.#room);
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
    this.#places.push(placeByte(placed));
    this.#counts[shelf]++;
    while (this.#table.length >= this.#room) {
      const full = fullest(this.#counts);
      this.#limits = { ...this.#limits, [full]: this.#limits[full] / 2 };
      this.#thin();
    }
  }

  /**
   * Gives each row its weight. A picked row stands for itself. The other rows of its cell are a
   * sample: they stand in equal parts for the rest that was counted in the cell. If there are none,
   * the picked rows stand for all. While nothing is thinned, each row stands for itself.
   * @param cellOf the cell of a row; rows of one cell are on one shelf
   * @param counts how many rows each cell has had, kept or not
   */
  weigh(cellOf: (row: T, shelf: OwnShelf) => string, counts: ReadonlyMap<string, number>): void {
    if (!isThinned(this.#limits)) return;
    const cells = new Map<string, { count: number; drawn: number; picked: number }>();
    const cellAt = (record: T, row: number) => {
      const name = cellOf(record, this.#placed(row).shelf);
      const cell = cells.get(name) ?? { count: counts.get(name) ?? 0, drawn: 0, picked: 0 };
      cells.set(name, cell);
      return cell;
    };
    let row = 0;
    for (const record of this.#table) {
      cellAt(record, row)[this.#placed(row).picked ? 'picked' : 'drawn']++;
      row++;
    }
    const weights = new Float64Array(this.#table.length);
    row = 0;
    for (const record of this.#table) {
      const { count, drawn, picked } = cellAt(record, row);
      if (drawn === 0) weights[row] = count / picked;
      else weights[row] = this.#placed(row).picked ? 1 : (count - picked) / drawn;
      row++;
    }
    this.#table.rewrite('weight', weights);
  }

  /**
   * Sorts the rows by a number and returns them. The result is the table itself and no copy: it
   * also shows rows that are added later.
   */
  sorted(numberOf: (row: T) => number): Table<T> {
    const order = this.#table.sort(numberOf);
    const scratch = new Float64Array(order.length);
    for (const array of [this.#hashes, this.#places]) array.reorder(order, scratch);
    return this.#table;
  }

  #placed(row: number): Placed {
    return { ...placeOf(this.#places.at(row)), hash: this.#hashes.at(row) };
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

function noRows(): Record<Shelf, number> {
  return { ordinary: 0, disturbed: 0, wrong: 0, novel: 0, picked: 0 };
}
