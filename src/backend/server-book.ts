import { monotonicMs } from '../lib/clock.js';
import { formatEndpoint } from '../lib/origin.js';
import type { ServerRequest, ServerSocket } from '../model/ledger.js';
import type { CloseReason, Connection } from '../net/loop.js';
import type { FromServer } from './messages.js';
import type { RequestHead } from './request-head.js';

/** Records in one message. */
const BATCH = 5_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type RequestEntry = Mutable<ServerRequest>;
type SocketEntry = Mutable<ServerSocket>;

/** The backend server's ledger: every socket and every request that it saw. */
export class ServerBook {
  readonly #sockets: SocketEntry[] = [];
  readonly #requests: RequestEntry[] = [];
  readonly #open = new Map<Connection, SocketEntry>();
  readonly #firstId: number;

  /**
   * @param firstId different for the processes of one server, so that their sockets have different
   *   numbers
   */
  constructor(firstId = 0) {
    this.#firstId = firstId;
  }

  /** Connections that are open now. */
  get connections(): IterableIterator<Connection> {
    return this.#open.keys();
  }

  opened(connection: Connection): void {
    const { remoteAddress: address, remotePort: port } = connection;
    const entry: SocketEntry = {
      id: this.#firstId + this.#sockets.length,
      remote: formatEndpoint({ address, port }),
      acceptedMs: monotonicMs(),
      closedMs: null,
      end: 'open',
    };
    this.#sockets.push(entry);
    this.#open.set(connection, entry);
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
    if (entry.end !== 'open') return;
    if (endedFirst) entry.end = 'self-fin';
    else entry.end = reason === 'rst' ? 'peer-rst' : 'peer-fin';
  }

  began(connection: Connection, { id, path }: RequestHead): RequestEntry {
    const entry: RequestEntry = {
      id,
      socket: this.#open.get(connection)?.id ?? -1,
      path,
      health: path.startsWith('/health_check'),
      beganMs: monotonicMs(),
      endMs: null,
      outcome: 'open',
    };
    this.#requests.push(entry);
    return entry;
  }

  ended(entry: RequestEntry, outcome: 'complete' | 'cut'): void {
    if (entry.endMs !== null) return;
    entry.endMs = monotonicMs();
    entry.outcome = outcome;
  }

  /** The whole ledger, in messages of moderate size; the last one is marked. */
  *batches(): Generator<Extract<FromServer, { type: 'ledger' }>> {
    const longest = Math.max(this.#requests.length, this.#sockets.length);
    for (let at = 0; at < longest; at += BATCH) {
      const requests = this.#requests.slice(at, at + BATCH);
      const sockets = this.#sockets.slice(at, at + BATCH);
      yield { type: 'ledger', requests, sockets, last: at + BATCH >= longest };
    }
    if (longest === 0) yield { type: 'ledger', requests: [], sockets: [], last: true };
  }
}
