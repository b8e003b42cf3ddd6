import { CLIENT_CONNECTIONS, CLIENT_REQUESTS } from '../../lib/columns/ledger-schemas.js';
import { hashOfConnection, hashOfRequest } from '../../lib/thinning/sample-hash.js';
import { isThinned } from '../../lib/thinning/shelves.js';
import { ThinTable } from '../../lib/thinning/thin-table.js';
import type {
  ClientConnection,
  ClientRequest,
  RequestTally,
  Rows,
  TesterSample,
  Thinned,
} from '../../model/ledger.js';
import type { Latency } from '../../model/run-result.js';
import { LatencyRecorder } from '../latency.js';
import type { RecordBatch, RowLimits } from '../messages.js';
import { connectionCell, requestCell, tallyConnections, tallyRequests } from './cells.js';
import { rowsIn } from './row-batch.js';
import { TesterSamples } from './tester-samples.js';

/** What a fleet has recorded; all times are run time. */
export interface LoadRecords {
  readonly connections: Rows<ClientConnection>;
  readonly requests: Rows<ClientRequest>;
  /** Exact counts of both if not all have a row; null = all have one. */
  readonly thinned: Thinned | null;
  readonly tester: readonly TesterSample[];
  /** Short requests, from when they were due to their last byte; empty until the fleet finished. */
  readonly latency: Latency;
}

/** About 95 bytes a request and 75 a connection: 12 MB and 5 MB when both are full. */
const ROOM = { requests: 2 ** 17, connections: 2 ** 16 };

/** Keeps what the workers of a fleet report, batch by batch. */
export class KeptRecords {
  readonly #planned: number;
  readonly #connections: ThinTable<ClientConnection>;
  readonly #requests: ThinTable<ClientRequest>;
  readonly #connectionTally = tallyConnections();
  readonly #requestTally = tallyRequests();
  readonly #tester = new TesterSamples();
  readonly #latency = new LatencyRecorder();
  readonly #lastServed = new Map<string, number>();

  /** @param planned how many connections the load has by its plan */
  constructor(planned: number, room = ROOM) {
    this.#planned = planned;
    this.#connections = new ThinTable(CLIENT_CONNECTIONS, room.connections);
    this.#requests = new ThinTable(CLIENT_REQUESTS, room.requests);
  }

  /** Limits beyond which workers need not send rows. A new object after each change. */
  get limits(): RowLimits {
    const [connections, requests] = [this.#connections.limits, this.#requests.limits];
    return { connections, requests };
  }

  add(batch: RecordBatch): void {
    this.#connectionTally.addAll(batch.connectionCounts);
    this.#requestTally.addAll(batch.requestCounts);
    this.#tester.add(batch.tester);
    for (const [backend, sentMs] of batch.served) {
      this.#lastServed.set(backend, Math.max(sentMs, this.#lastServed.get(backend) ?? 0));
    }
    if (batch.connections) {
      for (const [row, place] of rowsIn(CLIENT_CONNECTIONS, batch.connections)) {
        this.#connections.add(row, { ...place, hash: hashOfConnection(row.index) });
      }
    }
    if (batch.requests) {
      for (const [row, place] of rowsIn(CLIENT_REQUESTS, batch.requests)) {
        this.#requests.add(row, { ...place, hash: hashOfRequest(row.id) });
      }
    }
  }

  /** @param encoded as LatencyRecorder encodes it */
  addLatency(encoded: string): void {
    this.#latency.addEncoded(encoded);
  }

  /**
   * When the latest request that this backend has answered was sent; null = it has answered none,
   * or answers do not name their backend.
   */
  lastServedMs(backend: string): number | null {
    return this.#lastServed.get(backend) ?? null;
  }

  /**
   * All records so far, in order.
   * @param complete every worker has delivered all that it had
   */
  records(complete: boolean): LoadRecords {
    this.#connections.weigh(
      (row) => this.#connectionTally.keyOf(connectionCell(row, this.#planned)),
      this.#connectionTally.counts,
    );
    this.#requests.weigh(
      (row, shelf) => this.#requestTally.keyOf(requestCell(row, shelf)),
      this.#requestTally.counts,
    );
    return {
      connections: this.#connections.sorted(({ index }) => index),
      requests: this.#requests.sorted(({ sentMs }) => sentMs),
      thinned: this.#thinned(complete),
      tester: this.#tester.all(),
      latency: this.#latency.summary(),
    };
  }

  #thinned(complete: boolean): Thinned | null {
    if (!isThinned(this.#connections.limits) && !isThinned(this.#requests.limits)) return null;
    return {
      complete,
      connections: this.#connectionTally.all().map(([cell, count]) => ({ ...cell, count })),
      requests: requestTallies(this.#requestTally.all()),
    };
  }
}

/** Without the shelves, which only the sample needs. */
function requestTallies(
  counts: ReturnType<ReturnType<typeof tallyRequests>['all']>,
): RequestTally[] {
  const tally = tallyRequests();
  for (const [cell, count] of counts) tally.add({ ...cell, shelf: 'ordinary' }, count);
  return tally.all().map(([{ shelf: _shelf, ...cell }, count]) => ({ ...cell, count }));
}
