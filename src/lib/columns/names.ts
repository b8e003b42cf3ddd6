import type { ByteReader, ByteWriter } from './bytes.js';
import { type Column, type Columns, type ColumnType, Growing } from './column.js';
import { Dictionary } from './texts.js';

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

/** Keeps the two numbers, or NONE and the number of the text for a text without them. */
class RequestIdColumn implements Column<string> {
  readonly arrays = [new Growing(Uint32Array), new Growing(Uint32Array)] as const;
  readonly #texts = new Dictionary();
  readonly #connection: string | undefined;

  constructor(connection: string | undefined) {
    this.#connection = connection;
  }

  push(id: string): void {
    const [, connection, number] = REQUEST_ID.exec(id) ?? [];
    this.arrays[0].push(number === undefined ? NONE : Number(number));
    this.arrays[1].push(connection === undefined ? this.#texts.numberOf(id) : Number(connection));
  }

  at(row: number): string {
    const number = this.arrays[0].at(row);
    const of = this.arrays[1].at(row);
    return number === NONE ? this.#texts.textOf(of) : `${of}-${number}`;
  }

  /**
   * Writes for each row 0 and the text's number, or the request's number plus 1 and the difference
   * between the connection and the known one.
   */
  write(out: ByteWriter, earlier: Columns): void {
    const known = this.#known(earlier);
    const [numbers, connections] = this.arrays;
    const foreign = connections.values().filter((_, row) => numbers.at(row) === NONE);
    const written = this.#texts.write(out, foreign);
    for (let row = 0; row < numbers.length; row++) {
      const number = numbers.at(row);
      const of = connections.at(row);
      out.whole(number === NONE ? 0 : number + 1);
      if (number === NONE) out.whole(written(of));
      else out.signed(of - known(row));
    }
  }

  read(bytes: ByteReader, rows: number, earlier: Columns): void {
    const known = this.#known(earlier);
    this.#texts.read(bytes);
    for (let row = 0; row < rows; row++) {
      const code = bytes.whole();
      const of = code === 0 ? bytes.whole() : bytes.signed() + known(row);
      if (code === 0 && of >= this.#texts.size) throw new RangeError(`there is no text ${of}`);
      this.arrays[0].push(code === 0 ? NONE : code - 1);
      this.arrays[1].push(of);
    }
  }

  #known(earlier: Columns): (row: number) => number {
    if (this.#connection === undefined) return () => 0;
    const column = earlier.get(this.#connection) as Column<number> | undefined;
    if (!column) throw new Error(`no earlier column is called ${this.#connection}`);
    return (row) => column.at(row);
  }
}

/** Keeps the address as a number of a dictionary, and the port; for a text without a port, NONE. */
class EndpointColumn implements Column<string> {
  readonly arrays = [new Growing(Uint32Array), new Growing(Uint32Array)] as const;
  readonly #addresses = new Dictionary();

  push(value: string): void {
    const [, address, port] = ENDPOINT.exec(value) ?? [];
    this.arrays[0].push(this.#addresses.numberOf(address ?? value));
    this.arrays[1].push(port === undefined ? NONE : Number(port));
  }

  at(row: number): string {
    const address = this.#addresses.textOf(this.arrays[0].at(row));
    const port = this.arrays[1].at(row);
    return port === NONE ? address : `${address}:${port}`;
  }

  write(out: ByteWriter): void {
    const [addresses, ports] = this.arrays;
    const numberOf = this.#addresses.write(out, addresses.values());
    for (let row = 0; row < ports.length; row++) {
      const port = ports.at(row);
      out.whole(numberOf(addresses.at(row)));
      out.whole(port === NONE ? 0 : port + 1);
    }
  }

  read(bytes: ByteReader, rows: number): void {
    this.#addresses.read(bytes);
    for (let row = 0; row < rows; row++) {
      const address = bytes.whole();
      if (address >= this.#addresses.size) throw new RangeError(`there is no address ${address}`);
      const code = bytes.whole();
      this.arrays[0].push(address);
      this.arrays[1].push(code === 0 ? NONE : code - 1);
    }
  }
}
