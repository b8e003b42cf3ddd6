import type { ByteReader, ByteWriter } from './bytes.js';

/** One column of a table: the values of all rows, stored together. */
export interface Column<V> {
  /** The arrays that hold the rows. Each array has one value for each row. */
  readonly arrays: readonly Growing[];
  /** Adds a row. Throws a RangeError for a value that the column cannot hold. */
  push(value: V): void;
  at(row: number): V;
  /** Writes the values of all rows. `earlier` = the columns before this one in its table. */
  write(bytes: ByteWriter, earlier: Columns): void;
  /**
   * Reads this many rows into an empty column. Throws a RangeError for bytes that `write` cannot
   * have written.
   */
  read(bytes: ByteReader, rows: number, earlier: Columns): void;
}

/** Columns by their names. */
export type Columns = ReadonlyMap<string, Column<unknown>>;

/** Makes an empty column; schemas consist of these. */
export type ColumnType<V> = () => Column<V>;

type TypedArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const FIRST_ROWS = 64;

/** A typed array that grows. */
export class Growing {
  length = 0;
  #values: TypedArray;
  readonly #Type: new (
    length: number,
  ) => TypedArray;

  constructor(Type: new (length: number) => TypedArray) {
    this.#Type = Type;
    this.#values = new Type(FIRST_ROWS);
  }

  /** Allocates memory for this many rows at once, instead of by repeated doubling. */
  reserve(rows: number): void {
    if (rows <= this.#values.length) return;
    const grown = new this.#Type(rows);
    grown.set(this.#values);
    this.#values = grown;
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      this.reserve(this.length * 2);
    }
    this.#values[this.length++] = value;
  }

  at(row: number): number {
    return this.#values[row] ?? Number.NaN;
  }

  set(row: number, value: number): void {
    this.#values[row] = value;
  }

  /** Replaces the value of an earlier row by that of another row. */
  move(from: number, to: number): void {
    this.#values[to] = this.at(from);
  }

  /** Removes this row and all rows after it. */
  truncate(rows: number): void {
    this.length = rows;
  }

  /**
   * Sorts the rows: `order` lists their present row numbers in the new order.
   * @param scratch working memory of that many rows, so that many arrays can share it
   */
  reorder(order: Uint32Array, scratch: Float64Array): void {
    scratch.set(this.values());
    order.forEach((row, place) => {
      this.#values[place] = scratch[row] ?? Number.NaN;
    });
  }

  /** The values so far, as a view. */
  values(): TypedArray {
    return this.#values.subarray(0, this.length);
  }
}
