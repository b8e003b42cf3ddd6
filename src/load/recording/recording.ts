import { CLIENT_CONNECTIONS, CLIENT_REQUESTS } from '../../lib/columns/ledger-schemas.js';
import { Table } from '../../lib/columns/table.js';
import { Disturbances } from '../../lib/thinning/disturbances.js';
import { FirstOfWindows } from '../../lib/thinning/first-of-windows.js';
import { hashOfConnection } from '../../lib/thinning/sample-hash.js';
import { NO_LIMITS, standsOn } from '../../lib/thinning/shelves.js';
import type { ClientConnection, ClientRequest, TesterSample } from '../../model/ledger.js';
import type { RecordBatch, RowLimits } from '../messages.js';
import { connectionCell, requestCell, tallyConnections, tallyRequests } from './cells.js';
import { LastRequests, type Waiting } from './last-requests.js';
import { latenessOf } from './lateness.js';
import { Novelty } from './novelty.js';
import { OutgoingRows } from './row-batch.js';
import { shelfOfConnection, shelfOfRequest } from './shelf-of.js';

/** The slowest answer of each such period is kept in any case. */
const SLOWEST_OF_MS = 1000;
/** No deployment has more backends; further names are not noted. */
const BACKENDS_MOST = 1000;

/**
 * A worker's records on their way to the fleet. All are counted, and those within the fleet's
 * limits are passed on. The last request of each connection waits until the next one or the
 * connection's end, because if a connection is lost, its last request is kept with it.
 */
export class Recording {
  readonly #planned: number;
  readonly #requests = new OutgoingRows(CLIENT_REQUESTS);
  readonly #connections = new OutgoingRows(CLIENT_CONNECTIONS);
  readonly #requestTally = tallyRequests();
  readonly #connectionTally = tallyConnections();
  readonly #novelty = new Novelty();
  readonly #disturbances = new Disturbances();
  readonly #firsts = new FirstOfWindows();
  readonly #served = new Map<string, number>();
  readonly #last = new LastRequests();
  #tester: TesterSample[] = [];
  #limits: RowLimits = { requests: NO_LIMITS, connections: NO_LIMITS };
  #slowest: Waiting | null = null;
  #slowestFromMs = 0;

  /** @param planned how many connections the load has by its plan, over all workers */
  constructor(planned: number) {
    this.#planned = planned;
  }

  /** A disturbance of the deployment begins or ends. */
  mark(disturbed: boolean, nowMs: number): void {
    this.#disturbances.mark(disturbed, nowMs);
    this.#novelty.startAnew();
  }

  limit(limits: RowLimits): void {
    this.#limits = limits;
  }

  takeRequest(request: ClientRequest): void {
    const own = shelfOfRequest(request, this.#disturbances);
    const shelf = this.#novelty.isNovel(request) ? 'novel' : own;
    const picked = shelf === 'disturbed' && this.#isFirst(request);
    this.#requestTally.add(requestCell(request, shelf));
    this.#noteServed(request);
    const before = this.#last.of(request.connection);
    if (before) this.#pass(before);
    this.#last.hold(request, shelf, picked);
  }

  takeConnection(connection: ClientConnection): void {
    const shelf = shelfOfConnection(connection);
    const last = this.#last.of(connection.index);
    const placed = {
      shelf,
      hash: hashOfConnection(connection.index),
      picked: last !== null && last.request.outcome === 'unanswered',
    };
    this.#connectionTally.add(connectionCell(connection, this.#planned));
    const kept = standsOn(placed, this.#limits.connections) !== null;
    if (kept) this.#connections.add(connection, placed);
    if (last) this.#pass({ ...last, picked: last.picked || (kept && shelf === 'wrong') });
    this.#last.drop(connection.index);
  }

  takeSample(sample: TesterSample): void {
    this.#tester.push(sample);
  }

  /** All records since the last call; null = there are none. */
  take(nowMs: number): RecordBatch | null {
    if (nowMs - this.#slowestFromMs >= SLOWEST_OF_MS) this.#passSlowest(nowMs);
    const batch: RecordBatch = {
      requests: this.#requests.take(),
      connections: this.#connections.take(),
      requestCounts: this.#requestTally.changes(),
      connectionCounts: this.#connectionTally.changes(),
      served: [...this.#served],
      tester: this.#tester,
    };
    this.#tester = [];
    this.#served.clear();
    const { requests, connections, tester, requestCounts, connectionCounts } = batch;
    const counted = requestCounts.length + connectionCounts.length > 0;
    return requests || connections || counted || tester.length > 0 ? batch : null;
  }

  #pass(waiting: Waiting): void {
    if (standsOn(waiting, this.#limits.requests)) this.#requests.add(waiting.request, waiting);
    else if (isLater(waiting, this.#slowest)) this.#slowest = copied(waiting);
  }

  #passSlowest(nowMs: number): void {
    const slowest = this.#slowest;
    this.#slowest = null;
    this.#slowestFromMs = nowMs;
    if (slowest) this.#requests.add(slowest.request, { ...slowest, picked: true });
  }

  #isFirst({ backend, sentMs }: ClientRequest): boolean {
    return backend !== null && this.#firsts.isFirst(backend, sentMs);
  }

  #noteServed({ backend, sentMs }: ClientRequest): void {
    if (backend === null) return;
    const before = this.#served.get(backend);
    if (before === undefined && this.#served.size >= BACKENDS_MOST) return;
    this.#served.set(backend, Math.max(sentMs, before ?? 0));
  }
}

/** A copy, because the view shows another request as soon as its connection has sent one. */
function copied(waiting: Waiting): Waiting {
  const { request } = waiting;
  return { ...waiting, request: Table.of(CLIENT_REQUESTS, [request]).record(0) };
}

function isLater({ request }: Waiting, than: Waiting | null): boolean {
  return than === null || latenessOf(request) > latenessOf(than.request);
}
