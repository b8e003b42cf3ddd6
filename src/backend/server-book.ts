import { formatEndpoint } from '../lib/address/origin.js';
import { monotonicMs } from '../lib/clock.js';
import { SERVER_REQUESTS, SERVER_SOCKETS } from '../lib/columns/ledger-schemas.js';
import type { Table } from '../lib/columns/table.js';
import { Roster } from '../lib/roster.js';
import { CountedTable } from '../lib/thinning/counted-table.js';
import { Disturbances } from '../lib/thinning/disturbances.js';
import { FirstOfWindows } from '../lib/thinning/first-of-windows.js';
import { hashOfConnection, hashOfRequest } from '../lib/thinning/sample-hash.js';
import type { ServerLedger, ServerRequest, ServerSocket } from '../model/ledger.js';
import type { CloseReason, Connection } from '../net/loop.js';
import {
  ARRIVALS,
  type ArrivalCell,
  SOCKETS,
  type SocketCell,
  thinnedArrivals,
} from './book-counts.js';
import type { RequestHead } from './http/request-head.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A request that is being answered, and the row that it will be. */
export interface RequestEntry extends Mutable<ServerRequest> {
  /** Its place among the others; see `Roster`. */
  place: number;
  /** Its row is kept even if the sample does not contain it. */
  readonly picked: boolean;
}

class UnderWay extends Roster<RequestEntry> {
  protected placeOf({ place }: RequestEntry): number {
    return place;
  }

  protected place(entry: RequestEntry, place: number): void {
    entry.place = place;
  }
}

type SocketEntry = Mutable<ServerSocket>;

/** The tables of a book, in order. */
interface BookLedger extends Pick<ServerLedger, 'thinned'> {
  readonly requests: Table<ServerRequest>;
  readonly sockets: Table<ServerSocket>;
}

/**
 * Rows of all processes of all servers of a run: about 60 bytes a request and 45 a socket, 8 MB and
 * 3 MB when both are full.
 */
const ROOM = { requests: 2 ** 17, sockets: 2 ** 16 };

/**
 * The backend server's ledger. While there is room it holds every socket and every request. Beyond
 * that it holds what went wrong and a sample of the rest, with the same ids as the load's sample.
 */
export class ServerBook {
  readonly #requests: CountedTable<ServerRequest, ArrivalCell>;
  readonly #sockets: CountedTable<ServerSocket, SocketCell>;
  readonly #disturbances = new Disturbances();
  readonly #firsts = new FirstOfWindows();
  readonly #underWay = new UnderWay();
  readonly #open = new Map<Connection, SocketEntry>();
  #nextId: number;
  #nameless = 0;

  /**
   * @param firstId different for the processes of one server, so that their sockets have different
   *   numbers
   * @param share this process's share of the room
   */
  constructor(firstId = 0, share = 1) {
    this.#nextId = firstId;
    this.#requests = new CountedTable(SERVER_REQUESTS, share * ROOM.requests, ARRIVALS);
    this.#sockets = new CountedTable(SERVER_SOCKETS, share * ROOM.sockets, SOCKETS);
  }

  /** Connections that are open now. */
  get connections(): IterableIterator<Connection> {
    return this.#open.keys();
  }

  /** A disturbance of the deployment begins or ends. */
  mark(disturbed: boolean): void {
    this.#disturbances.mark(disturbed, monotonicMs());
  }

  opened(connection: Connection): void {
    const { remoteAddress: address, remotePort: port } = connection;
    this.#open.set(connection, {
      id: this.#nextId++,
      remote: formatEndpoint({ address, port }),
      acceptedMs: monotonicMs(),
      closedMs: null,
      end: 'open',
      carriedLoad: false,
    });
  }

  /** Call it before this side resets a connection. */
  resetting(connection: Connection): void {
    const entry = this.#open.get(connection);
    if (entry !== undefined) entry.end = 'self-rst';
  }

  closed(connection: Connection, reason: CloseReason, endedFirst: boolean): void {
    const entry = this.#open.get(connection);
    if (entry === undefined) return;
    this.#open.delete(connection);
    entry.closedMs = monotonicMs();
    if (entry.end === 'open') {
      if (endedFirst) entry.end = 'self-fin';
      else entry.end = reason === 'rst' ? 'peer-rst' : 'peer-fin';
    }
    addSocket(this.#sockets, entry);
  }

  began(connection: Connection, { id, method, path }: RequestHead): RequestEntry {
    const socket = this.#open.get(connection);
    const health = path.startsWith('/health_check');
    if (socket && !health) socket.carriedLoad = true;
    const beganMs = monotonicMs();
    const disturbed = this.#disturbances.touch(beganMs, beganMs);
    const entry: RequestEntry = {
      id,
      socket: socket?.id ?? -1,
      method,
      path,
      health,
      beganMs,
      endMs: null,
      outcome: 'open',
      place: -1,
      picked: disturbed && !health && this.#firsts.isFirst('', beganMs),
    };
    this.#underWay.add(entry);
    return entry;
  }

  ended(entry: RequestEntry, outcome: 'complete' | 'cut'): void {
    if (entry.place < 0) return;
    this.#underWay.delete(entry);
    entry.endMs = monotonicMs();
    entry.outcome = outcome;
    this.#addRequest(this.#requests, entry);
  }

  /** All records so far. */
  ledger(): BookLedger {
    const requests = this.#requests.copy();
    for (const entry of this.#underWay) this.#addRequest(requests, entry);
    const sockets = this.#sockets.copy();
    for (const entry of this.#open.values()) addSocket(sockets, entry);
    return {
      requests: requests.weighed(({ beganMs }) => beganMs),
      sockets: sockets.weighed(({ id }) => id),
      thinned: thinnedArrivals(requests),
    };
  }

  #addRequest(requests: CountedTable<ServerRequest, ArrivalCell>, entry: RequestEntry): void {
    const { id, outcome, beganMs, endMs, picked } = entry;
    const touched = this.#disturbances.touch(beganMs, endMs);
    const right = touched ? 'disturbed' : 'ordinary';
    requests.add(entry, {
      shelf: outcome === 'complete' ? right : 'wrong',
      hash: id === '' ? hashOfConnection(this.#nameless++) : hashOfRequest(id),
      picked,
    });
  }
}

function addSocket(sockets: CountedTable<ServerSocket, SocketCell>, entry: SocketEntry): void {
  const reset = entry.end === 'self-rst' || entry.end === 'peer-rst';
  const shelf = reset ? 'wrong' : 'ordinary';
  sockets.add(entry, { shelf, hash: hashOfConnection(entry.id), picked: false });
}
