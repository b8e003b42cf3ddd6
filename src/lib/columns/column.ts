import type { ByteReader, ByteWriter } from './bytes.js';

/** One column of a table: the values of all rows, close together. */
export interface Column<V> {
  /** Adds a row. Throws a RangeError for a value that the column cannot hold. */
  push(value: V): void;
  at(row: number): V;
  /** Puts the value of one row in the place of an earlier one. */
  move(from: number, to: number): void;
  /** Forgets all rows from this one on. */
  truncate(rows: number): void;
  /** Writes the values of all rows. `earlier` = the columns before this one in its table. */
  write(bytes: ByteWriter, earlier: Columns): void;
  /** Reads as many rows into an empty column. Throws a RangeError for what `write` never wrote. */
  read(bytes: ByteReader, rows: number, earlier: Columns): void;
}

/** Columns by their names. */
export type Columns = ReadonlyMap<string, Column<unknown>>;

/** Makes an empty column; what a schema is made of. */
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

  /** The values so far; a view. */
  values(): A {
    return this.#values.subarray(0, this.length) as A;
  }
}
