import { CLIENT_REQUESTS } from '../../lib/columns/ledger-schemas.js';
import { Table } from '../../lib/columns/table.js';
import { hashOfRequest } from '../../lib/thinning/sample-hash.js';
import type { OwnShelf, Placed } from '../../lib/thinning/shelves.js';
import type { ClientRequest } from '../../model/ledger.js';

/** A request that is over, and the shelf of its row. */
export interface Waiting extends Placed {
  /** A view, valid until another request is held for its connection. */
  readonly request: ClientRequest;
}

interface Slot {
  readonly row: number;
  shelf: OwnShelf;
  picked: boolean;
}

/** The last request of each open connection, stored by columns because there may be a million. */
export class LastRequests {
  readonly #rows = new Table(CLIENT_REQUESTS);
  readonly #slots = new Map<number, Slot>();
  readonly #free: Slot[] = [];

  /** The request that is held for a connection; null = there is none. */
  of(connection: number): Waiting | null {
    const slot = this.#slots.get(connection);
    const request = slot && this.#rows.at(slot.row);
    if (!request) return null;
    const { shelf, picked } = slot;
    return { request, shelf, picked, hash: hashOfRequest(request.id) };
  }

  /** Holds a request for its connection, in place of the one before. */
  hold(request: ClientRequest, shelf: OwnShelf, picked: boolean): void {
    const held = this.#slots.get(request.connection);
    const slot = held ?? this.#free.pop() ?? { row: this.#rows.length, shelf, picked };
    if (!held) this.#slots.set(request.connection, slot);
    slot.shelf = shelf;
    slot.picked = picked;
    if (slot.row === this.#rows.length) this.#rows.append(request);
    else this.#rows.replace(slot.row, request);
  }

  /** Call it when the connection is over. */
  drop(connection: number): void {
    const slot = this.#slots.get(connection);
    if (!slot) return;
    this.#slots.delete(connection);
    this.#free.push(slot);
  }
}
