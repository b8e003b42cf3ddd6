import { ByteReader, ByteWriter } from './bytes.js';
import type { Column, Columns, ColumnType, Growing } from './column.js';
import { IteratedRows } from './iterated-rows.js';

/** The type of each field of a record, in the order in which they are written. */
export type Schema<T> = { readonly [K in keyof T]-?: ColumnType<Exclude<T[K], undefined>> };

/** The objects that represent rows: the row number, and on the prototype a getter for each field. */
type View = new (row: number) => object;

/**
 * Records stored by columns: a row takes the bytes of its values and no object. Reading a row gives
 * a view of a few bytes, which looks up each field on request, so a check may keep many of them.
 * Views have no fields of their own to spread; `records` gives plain objects.
 */
export class Table<T extends object> extends IteratedRows<T> {
  readonly #names: readonly (keyof T & string)[];
  readonly #columns: readonly Column<unknown>[];
  /** The arrays of all columns. */
  readonly #arrays: readonly Growing[];
  readonly #View: View;
  #rows = 0;

  constructor(schema: Schema<T>) {
    super();
    const types = Object.entries(schema) as [keyof T & string, ColumnType<unknown>][];
    this.#names = types.map(([name]) => name);
    this.#columns = types.map(([, create]) => create());
    this.#arrays = this.#columns.flatMap(({ arrays }) => arrays);
    this.#View = viewOf(this.#names, this.#columns);
  }

  /** A table of these records. */
  static of<T extends object>(schema: Schema<T>, records: Iterable<T>): Table<T> {
    const table = new Table(schema);
    for (const record of records) table.append(record);
    return table;
  }

  override get length(): number {
    return this.#rows;
  }

  /** Throws a RangeError, and adds nothing, if a value does not fit its column. */
  append(record: T): void {
    try {
      this.#columns.forEach((column, at) => {
        column.push(record[this.#names[at] as keyof T]);
      });
    } catch (error) {
      for (const array of this.#arrays) array.truncate(this.#rows);
      throw error;
    }
    this.#rows++;
  }

  /** Replaces an existing row by a record. Throws as `append` does. */
  replace(row: number, record: T): void {
    this.append(record);
    this.#rows--;
    for (const array of this.#arrays) {
      array.move(this.#rows, row);
      array.truncate(this.#rows);
    }
  }

  override at(row: number): T | undefined {
    return row >= 0 && row < this.#rows ? this.#read(row) : undefined;
  }

  override *[Symbol.iterator](): Iterator<T> {
    for (let row = 0; row < this.#rows; row++) yield this.#read(row);
  }

  /** An existing row as a plain object. */
  record(row: number): T {
    return (this.#read(row) as T & { toJSON(): T }).toJSON();
  }

  /** Every row as a plain object. */
  records(): T[] {
    return Array.from({ length: this.#rows }, (_, row) => this.record(row));
  }

  /** Removes the rows that are not to be kept, by their number; the others move up. */
  retain(keep: (row: number) => boolean): void {
    let kept = 0;
    for (let row = 0; row < this.#rows; row++) {
      if (!keep(row)) continue;
      if (kept < row) for (const array of this.#arrays) array.move(row, kept);
      kept++;
    }
    for (const array of this.#arrays) array.truncate(kept);
    this.#rows = kept;
  }

  /** Writes one field of all rows anew. */
  rewrite(name: keyof T & string, values: Iterable<unknown>): void {
    const column = this.#columns[this.#names.indexOf(name)];
    for (const array of column?.arrays ?? []) array.truncate(0);
    for (const value of values) column?.push(value);
  }

  /**
   * Sorts the rows by a number, in ascending order. Returns their earlier row numbers in the new
   * order.
   */
  sort(numberOf: (row: T) => number): Uint32Array {
    const keys = new Float64Array(this.#rows);
    const order = new Uint32Array(this.#rows);
    for (let row = 0; row < this.#rows; row++) {
      keys[row] = numberOf(this.#read(row));
      order[row] = row;
    }
    order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
    for (const array of this.#arrays) array.reorder(order, keys);
    return order;
  }

  /**
   * Writes each column with its name, one after the other.
   * @param hide returns what is written instead of a text
   */
  encode(hide?: (text: string) => string): Buffer {
    const head = new ByteWriter();
    head.whole(this.#rows);
    head.whole(this.#columns.length);
    const parts: Buffer[] = [head.bytes()];
    const bytes = new ByteWriter(hide);
    const earlier = new Map<string, Column<unknown>>();
    this.#columns.forEach((column, at) => {
      const name = this.#names[at] ?? '';
      bytes.clear();
      column.write(bytes, earlier);
      earlier.set(name, column);
      const named = new ByteWriter();
      named.text(name);
      named.whole(bytes.bytes().length);
      parts.push(named.bytes(), Buffer.from(bytes.bytes()));
    });
    return Buffer.concat(parts);
  }

  /**
   * Reads what `encode` wrote. Columns that the schema lacks are skipped. Throws a RangeError for
   * any other bytes.
   */
  static decode<T extends object>(schema: Schema<T>, bytes: Buffer): Table<T> {
    const from = new ByteReader(bytes);
    const table = new Table(schema);
    const rows = from.whole();
    const written = new Map<string, Buffer>();
    for (let left = from.whole(); left > 0; left--) written.set(from.text(), from.block());
    if (from.left > 0) throw new RangeError(`${from.left} bytes stand after the last column`);
    const earlier = new Map<string, Column<unknown>>();
    table.#columns.forEach((column, at) => {
      const name = table.#names[at] ?? '';
      const block = written.get(name);
      if (!block) throw new RangeError(`there is no column ${name}`);
      readColumn(column, new ByteReader(block), rows, earlier);
      earlier.set(name, column);
    });
    table.#rows = rows;
    return table;
  }

  #read(row: number): T {
    return new this.#View(row) as T;
  }
}

function viewOf(names: readonly string[], columns: readonly Column<unknown>[]): View {
  class RowView {
    readonly row: number;

    constructor(row: number) {
      this.row = row;
    }

    toJSON(): object {
      return Object.fromEntries(names.map((name, at) => [name, columns[at]?.at(this.row)]));
    }
  }
  names.forEach((name, at) => {
    const column = columns[at] as Column<unknown>;
    Object.defineProperty(RowView.prototype, name, {
      get(this: RowView) {
        return column.at(this.row);
      },
    });
  });
  return RowView;
}

function readColumn(
  column: Column<unknown>,
  bytes: ByteReader,
  rows: number,
  earlier: Columns,
): void {
  // Every row of every column takes at least one byte, so a wrong count cannot make this read
  // without end.
  if (rows > bytes.left) throw new RangeError(`${rows} rows do not fit into ${bytes.left} bytes`);
  for (const array of column.arrays) array.reserve(rows);
  column.read(bytes, rows, earlier);
  if (bytes.left > 0) throw new RangeError(`${bytes.left} bytes stand after the last row`);
}
