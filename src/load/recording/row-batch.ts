import { type Schema, Table } from '../../lib/columns/table.js';
import { type Place, placeByte, placeOf } from '../../lib/thinning/shelves.js';

/** Rows on their way from a worker to the fleet, as bytes. */
export interface RowBatch {
  readonly rows: Uint8Array;
  /** The place of each row, as `placeByte` writes it. */
  readonly places: Uint8Array;
}

/** Rows that wait to be sent. */
export class OutgoingRows<T extends object> {
  readonly #schema: Schema<T>;
  #table: Table<T>;
  #places: number[] = [];

  constructor(schema: Schema<T>) {
    this.#schema = schema;
    this.#table = new Table(schema);
  }

  add(row: T, place: Place): void {
    this.#table.append(row);
    this.#places.push(placeByte(place));
  }

  /** Removes and returns the waiting rows; null = there are none. */
  take(): RowBatch | null {
    if (this.#table.length === 0) return null;
    const batch = { rows: this.#table.encode(), places: Uint8Array.from(this.#places) };
    this.#table = new Table(this.#schema);
    this.#places = [];
    return batch;
  }
}

/** Each row of a batch, with its place. */
export function* rowsIn<T extends object>(
  schema: Schema<T>,
  { rows, places }: RowBatch,
): Generator<readonly [row: T, place: Place]> {
  const table = Table.decode(schema, Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength));
  let at = 0;
  for (const row of table) {
    yield [row, placeOf(places[at++] ?? 0)];
  }
}
