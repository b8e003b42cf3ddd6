import { formatEndpoint } from '../lib/address/origin.js';
import { monotonicMs } from '../lib/clock.js';
import { SERVER_REQUESTS, SERVER_SOCKETS } from '../lib/columns/ledger-schemas.js';
import type { Table } from '../lib/columns/table.js';
import { Roster } from '../lib/roster.js';
import { Disturbances } from '../lib/thinning/disturbances.js';
import { FirstOfWindows } from '../lib/thinning/first-of-windows.js';
import { hashOfConnection, hashOfRequest } from '../lib/thinning/sample-hash.js';
import { isThinned, type Limits, type OwnShelf } from '../lib/thinning/shelves.js';
import { Tally } from '../lib/thinning/tally.js';
import { ThinTable } from '../lib/thinning/thin-table.js';
import type {
  ArrivalTally,
  ServerLedger,
  ServerRequest,
  ServerSocket,
  ThinnedArrivals,
} from '../model/ledger.js';
import type { CloseReason, Connection } from '../net/loop.js';
import type { RequestHead } from './http/request-head.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A request that is being answered, and the row that it will be. */
export interface RequestEntry extends Mutable<ServerRequest> {
  /** Its place among the others; see `Roster`. */
  place: number;
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

/** What requests are counted by; `shelf` keeps the shelves apart. */
interface ArrivalCell extends Omit<ArrivalTally, 'count'> {
  readonly shelf: OwnShelf;
}

type SocketCell = Pick<ServerSocket, 'end' | 'carriedLoad'>;

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
  readonly #requests: ThinTable<ServerRequest>;
  readonly #sockets: ThinTable<ServerSocket>;
  readonly #arrivals = new Tally<ArrivalCell>(
    ({ method, health, outcome, shelf }) => `${method} ${health} ${outcome} ${shelf}`,
    (cell) => ({ ...cell, method: '' }),
  );
  readonly #closed = new Tally<SocketCell>(
    ({ end, carriedLoad }) => `${end} ${carriedLoad}`,
    (cell) => cell,
  );
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
    this.#requests = new ThinTable(SERVER_REQUESTS, share * ROOM.requests);
    this.#sockets = new ThinTable(SERVER_SOCKETS, share * ROOM.sockets);
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
    keepSocket(entry, this.#sockets, this.#closed);
  }

  began(connection: Connection, { id, method, path }: RequestHead): RequestEntry {
    const socket = this.#open.get(connection);
    const health = path.startsWith('/health_check');
    if (socket && !health) socket.carriedLoad = true;
    const entry: RequestEntry = {
      id,
      socket: socket?.id ?? -1,
      method,
      path,
      health,
      beganMs: monotonicMs(),
      endMs: null,
      outcome: 'open',
      place: -1,
    };
    this.#underWay.add(entry);
    return entry;
  }

  ended(entry: RequestEntry, outcome: 'complete' | 'cut'): void {
    if (entry.place < 0) return;
    this.#underWay.delete(entry);
    entry.endMs = monotonicMs();
    entry.outcome = outcome;
    this.#keepRequest(entry);
  }

  /** All records so far. */
  ledger(): BookLedger {
    const requests = this.#requests.copy();
    const arrivals = this.#arrivals.copy();
    for (const entry of this.#underWay) this.#keepRequest(entry, requests, arrivals);
    const sockets = this.#sockets.copy();
    const closed = this.#closed.copy();
    for (const entry of this.#open.values()) keepSocket(entry, sockets, closed);
    requests.weigh((row, shelf) => arrivals.keyOf(arrivalCell(row, shelf)), arrivals.counts);
    sockets.weigh((row) => closed.keyOf(socketCell(row)), closed.counts);
    return {
      requests: requests.sorted(({ beganMs }) => beganMs),
      sockets: sockets.sorted(({ id }) => id),
      thinned: thinnedArrivals(requests.limits, arrivals),
    };
  }

  #keepRequest(entry: RequestEntry, requests = this.#requests, arrivals = this.#arrivals): void {
    const wrong = entry.outcome !== 'complete';
    const touched = this.#disturbances.touch(entry.beganMs, entry.endMs);
    const shelf = wrong ? 'wrong' : touched ? 'disturbed' : 'ordinary';
    const hash = entry.id === '' ? hashOfConnection(this.#nameless++) : hashOfRequest(entry.id);
    arrivals.add(arrivalCell(entry, shelf));
    const picked = touched && !entry.health && this.#firsts.isFirst('', entry.beganMs);
    requests.add(entry, { shelf, hash, picked });
  }
}

function keepSocket(
  entry: SocketEntry,
  sockets: ThinTable<ServerSocket>,
  closed: Tally<SocketCell>,
): void {
  const reset = entry.end === 'self-rst' || entry.end === 'peer-rst';
  closed.add(socketCell(entry));
  sockets.add(entry, {
    shelf: reset ? 'wrong' : 'ordinary',
    hash: hashOfConnection(entry.id),
    picked: false,
  });
}

function thinnedArrivals(limits: Limits, tally: Tally<ArrivalCell>): ThinnedArrivals | null {
  if (!isThinned(limits)) return null;
  const { ordinary, disturbed, wrong } = limits;
  const arrivals = tally.all().map(([{ shelf: _shelf, ...cell }, count]) => ({ ...cell, count }));
  return { arrivals, below: Math.min(ordinary, disturbed, wrong) };
}

function arrivalCell({ method, health, outcome }: ServerRequest, shelf: OwnShelf): ArrivalCell {
  return { method, health, outcome, shelf };
}

function socketCell({ end, carriedLoad }: ServerSocket): SocketCell {
  return { end, carriedLoad };
}
