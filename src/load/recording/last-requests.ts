import { Growing } from '../../lib/columns/column.js';
import { CLIENT_REQUESTS } from '../../lib/columns/ledger-schemas.js';
import { Table } from '../../lib/columns/table.js';
import { hashOfRequest } from '../../lib/thinning/sample-hash.js';
import { type OwnShelf, type Placed, placeByte, placeOf } from '../../lib/thinning/shelves.js';
import type { ClientRequest } from '../../model/ledger.js';

/** A request that is over, and the shelf of its row. */
export interface Waiting extends Placed {
  /** A view, valid until another request is held for its connection. */
  readonly request: ClientRequest;
}

/** The last request of each open connection, stored by columns because there may be a million. */
export class LastRequests {
  readonly #rows = new Table(CLIENT_REQUESTS);
  readonly #places = new Growing(Uint8Array);
  readonly #rowOf = new Map<number, number>();
  readonly #free: number[] = [];

  /** The request that is held for a connection; null = there is none. */
  of(connection: number): Waiting | null {
    const row = this.#rowOf.get(connection);
    const request = row === undefined ? undefined : this.#rows.at(row);
    if (row === undefined || !request) return null;
    return { request, ...placeOf(this.#places.at(row)), hash: hashOfRequest(request.id) };
  }

  /** Holds a request for its connection, in place of the one before. */
  hold(request: ClientRequest, shelf: OwnShelf, picked: boolean): void {
    const { connection } = request;
    const row = this.#rowOf.get(connection) ?? this.#free.pop();
    const place = placeByte({ shelf, picked });
    if (row === undefined) {
      this.#rowOf.set(connection, this.#rows.length);
      this.#rows.append(request);
      this.#places.push(place);
    } else {
      this.#rowOf.set(connection, row);
      this.#rows.replace(row, request);
      this.#places.set(row, place);
    }
  }

  /** Call it when the connection is over. */
  drop(connection: number): void {
    const row = this.#rowOf.get(connection);
    if (row === undefined) return;
    this.#rowOf.delete(connection);
    this.#free.push(row);
  }
}
