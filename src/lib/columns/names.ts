import type { ByteReader, ByteWriter } from './bytes.js';
import { type Column, type Columns, type ColumnType, Growing } from './column.js';
import { text } from './texts.js';

/**
 * Request ids as the load makes them, `<connection>-<n>`; any other text is accepted too.
 * @param connection an earlier column with the same connection, which is then not written again
 */
export function requestId(connection?: string): ColumnType<string> {
  return () => new RequestIdColumn(connection);
}

/** Endpoints, `127.0.0.1:8080` or `[::1]:8080`; any other text is accepted too. */
export const endpoint: ColumnType<string> = () => new EndpointColumn();

const REQUEST_ID = /^(0|[1-9]\d{0,8})-(0|[1-9]\d{0,8})$/;
const ENDPOINT = /^(.*):(0|[1-9]\d{0,4})$/s;
/** Stands for a number that a text does not contain. */
const NONE = 2 ** 32 - 1;

function quads(length: number): Uint32Array {
  return new Uint32Array(length);
}

/** Keeps the two numbers, or, for a text without them, the text in a column of its own. */
class RequestIdColumn implements Column<string> {
  readonly #connections = new Growing(quads);
  readonly #numbers = new Growing(quads);
  readonly #texts = text();
  readonly #connection: string | undefined;

  constructor(connection: string | undefined) {
    this.#connection = connection;
  }

  push(id: string): void {
    const [, connection, number] = REQUEST_ID.exec(id) ?? [];
    this.#connections.push(connection === undefined ? NONE : Number(connection));
    this.#numbers.push(number === undefined ? NONE : Number(number));
    this.#texts.push(number === undefined ? id : '');
  }

  at(row: number): string {
    const number = this.#numbers.at(row);
    return number === NONE ? this.#texts.at(row) : `${this.#connections.at(row)}-${number}`;
  }

  move(from: number, to: number): void {
    for (const part of [this.#connections, this.#numbers, this.#texts]) part.move(from, to);
  }

  truncate(rows: number): void {
    for (const part of [this.#connections, this.#numbers, this.#texts]) part.truncate(rows);
  }

  /** Writes 0 for a text, and 1 and the number otherwise, with the connection unless it is known. */
  write(out: ByteWriter, earlier: Columns): void {
    const known = this.#known(earlier);
    this.#texts.write(out, earlier);
    this.#numbers.values().forEach((number, row) => {
      out.whole(number === NONE ? 0 : number + 1);
      if (number !== NONE) out.signed(this.#connections.at(row) - known(row));
    });
  }

  read(bytes: ByteReader, rows: number, earlier: Columns): void {
    const known = this.#known(earlier);
    this.#texts.read(bytes, rows, earlier);
    for (let row = 0; row < rows; row++) {
      const code = bytes.whole();
      this.#numbers.push(code === 0 ? NONE : code - 1);
      this.#connections.push(code === 0 ? NONE : bytes.signed() + known(row));
    }
  }

  #known(earlier: Columns): (row: number) => number {
    if (this.#connection === undefined) return () => 0;
    const column = earlier.get(this.#connection) as Column<number> | undefined;
    if (!column) throw new Error(`no earlier column is called ${this.#connection}`);
    return (row) => column.at(row);
  }
}

/** Keeps the address in a dictionary and the port as a number. */
class EndpointColumn implements Column<string> {
  readonly #addresses = text();
  readonly #ports = new Growing(quads);

  push(value: string): void {
    const [, address, port] = ENDPOINT.exec(value) ?? [];
    this.#addresses.push(address ?? value);
    this.#ports.push(port === undefined ? NONE : Number(port));
  }

  at(row: number): string {
    const address = this.#addresses.at(row);
    const port = this.#ports.at(row);
    return port === NONE ? address : `${address}:${port}`;
  }

  move(from: number, to: number): void {
    for (const part of [this.#addresses, this.#ports]) part.move(from, to);
  }

  truncate(rows: number): void {
    for (const part of [this.#addresses, this.#ports]) part.truncate(rows);
  }

  write(out: ByteWriter, earlier: Columns): void {
    this.#addresses.write(out, earlier);
    for (const port of this.#ports.values()) out.whole(port === NONE ? 0 : port + 1);
  }

  read(bytes: ByteReader, rows: number, earlier: Columns): void {
    this.#addresses.read(bytes, rows, earlier);
    for (let row = 0; row < rows; row++) {
      const code = bytes.whole();
      this.#ports.push(code === 0 ? NONE : code - 1);
    }
  }
}
