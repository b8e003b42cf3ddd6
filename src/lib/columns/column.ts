import type { ByteReader, ByteWriter } from './bytes.js';

/** One column of a table: the values of all rows, stored together. */
export interface Column<V> {
  /** Adds a row. Throws a RangeError for a value that the column cannot hold. */
  push(value: V): void;
  at(row: number): V;
  /** Replaces the value of an earlier row by that of another row. */
  move(from: number, to: number): void;
  /** Removes this row and all rows after it. */
  truncate(rows: number): void;
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
export class Growing<A extends TypedArray> {
  length = 0;
  #values: A;
  readonly #make: (length: number) => A;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#values = make(FIRST_ROWS);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = this.#make(this.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }

  at(row: number): number {
    return this.#values[row] ?? Number.NaN;
  }

  set(row: number, value: number): void {
    this.#values[row] = value;
  }

  move(from: number, to: number): void {
    this.#values[to] = this.at(from);
  }

  truncate(rows: number): void {
    this.length = rows;
  }

  /** The values so far, as a view. */
  values(): A {
    return this.#values.subarray(0, this.length) as A;
  }
}
