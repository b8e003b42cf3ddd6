import { ByteReader, ByteWriter } from './bytes.js';
import type { Column, Columns, ColumnType } from './column.js';
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
  readonly #schema: Schema<T>;
  readonly #names: readonly (keyof T & string)[];
  readonly #columns: readonly Column<unknown>[];
  readonly #View: View;
  #rows = 0;

  constructor(schema: Schema<T>) {
    super();
    this.#schema = schema;
    const types = Object.entries(schema) as [keyof T & string, ColumnType<unknown>][];
    this.#names = types.map(([name]) => name);
    this.#columns = types.map(([, create]) => create());
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
      for (const column of this.#columns) column.truncate(this.#rows);
      throw error;
    }
    this.#rows++;
  }

  override at(row: number): T | undefined {
    return row >= 0 && row < this.#rows ? this.#read(row) : undefined;
  }

  override *[Symbol.iterator](): Iterator<T> {
    for (let row = 0; row < this.#rows; row++) yield this.#read(row);
  }

  /** Every row as a plain object. */
  records(): T[] {
    return Array.from(this, (row) => (row as T & { toJSON(): T }).toJSON());
  }

  /** Removes the rows that are not to be kept, by their number; the others move up. */
  retain(keep: (row: number) => boolean): void {
    let kept = 0;
    for (let row = 0; row < this.#rows; row++) {
      if (!keep(row)) continue;
      if (kept < row) for (const column of this.#columns) column.move(row, kept);
      kept++;
    }
    for (const column of this.#columns) column.truncate(kept);
    this.#rows = kept;
  }

  /** Writes one field of all rows anew. */
  rewrite(name: keyof T & string, values: Iterable<unknown>): void {
    const column = this.#columns[this.#names.indexOf(name)];
    column?.truncate(0);
    for (const value of values) column?.push(value);
  }

  /** A table of the same rows, sorted by a number, the least first. */
  sortedBy(numberOf: (row: T) => number): Table<T> {
    const keys = Float64Array.from(this, numberOf);
    const order = Uint32Array.from({ length: this.#rows }, (_, row) => row);
    order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
    const sorted = new Table(this.#schema);
    for (const row of order) sorted.append(this.#read(row));
    return sorted;
  }

  /**
   * Writes each column with its name, one after the other.
   * @param hide what is written of a text in its place
   */
  encode(hide?: (text: string) => string): Buffer {
    const out = new ByteWriter();
    out.whole(this.#rows);
    out.whole(this.#columns.length);
    const earlier = new Map<string, Column<unknown>>();
    this.#columns.forEach((column, at) => {
      const name = this.#names[at] ?? '';
      const bytes = new ByteWriter(hide);
      column.write(bytes, earlier);
      earlier.set(name, column);
      out.text(name);
      out.block(bytes.bytes());
    });
    return out.bytes();
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
  column.read(bytes, rows, earlier);
  if (bytes.left > 0) throw new RangeError(`${bytes.left} bytes stand after the last row`);
}
