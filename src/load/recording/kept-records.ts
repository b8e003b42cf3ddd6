import { CLIENT_CONNECTIONS, CLIENT_REQUESTS } from '../../lib/columns/ledger-schemas.js';
import { CountedTable } from '../../lib/thinning/counted-table.js';
import { ALL, hashOfConnection, hashOfRequest } from '../../lib/thinning/sample-hash.js';
import { isThinned } from '../../lib/thinning/shelves.js';
import type { CellCounts } from '../../lib/thinning/tally.js';
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
import {
  type ConnectionCell,
  connectionCell,
  type RequestCell,
  requestCell,
  tallyConnections,
  tallyRequests,
} from './cells.js';
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
  readonly #connections: CountedTable<ClientConnection, ConnectionCell>;
  readonly #requests: CountedTable<ClientRequest, RequestCell>;
  readonly #tester = new TesterSamples();
  readonly #latency = new LatencyRecorder();
  readonly #lastServed = new Map<string, number>();

  /** @param planned how many connections the load has by its plan */
  constructor(planned: number, room = ROOM) {
    this.#connections = new CountedTable(CLIENT_CONNECTIONS, room.connections, {
      tally: tallyConnections,
      cellOf: (row) => connectionCell(row, planned),
    });
    this.#requests = new CountedTable(CLIENT_REQUESTS, room.requests, {
      tally: tallyRequests,
      cellOf: requestCell,
    });
  }

  /** Limits beyond which workers need not send rows. A new object after each change. */
  get limits(): RowLimits {
    const [connections, requests] = [this.#connections.limits, this.#requests.limits];
    return { connections, requests };
  }

  add(batch: RecordBatch): void {
    this.#connections.count(batch.connectionCounts);
    this.#requests.count(batch.requestCounts);
    this.#tester.add(batch.tester);
    for (const [backend, sentMs] of batch.served) {
      this.#lastServed.set(backend, Math.max(sentMs, this.#lastServed.get(backend) ?? 0));
    }
    if (batch.connections) {
      for (const [row, place] of rowsIn(CLIENT_CONNECTIONS, batch.connections)) {
        this.#connections.keep(row, { ...place, hash: hashOfConnection(row.index) });
      }
    }
    if (batch.requests) {
      for (const [row, place] of rowsIn(CLIENT_REQUESTS, batch.requests)) {
        this.#requests.keep(row, { ...place, hash: hashOfRequest(row.id) });
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
    return {
      connections: this.#connections.weighed(({ index }) => index),
      requests: this.#requests.weighed(({ sentMs }) => sentMs),
      thinned: this.#thinned(complete),
      tester: this.#tester.all(),
      latency: this.#latency.summary(),
    };
  }

  #thinned(complete: boolean): Thinned | null {
    const { limits } = this.#requests;
    if (!isThinned(this.#connections.limits) && !isThinned(limits)) return null;
    return {
      complete,
      everyFault: complete && limits.wrong === ALL && limits.novel === ALL,
      connections: this.#connections.counts().map(([cell, count]) => ({ ...cell, count })),
      requests: requestTallies(this.#requests.counts()),
    };
  }
}

/** Without the shelves, which only the sample needs. */
function requestTallies(counts: CellCounts<RequestCell>): RequestTally[] {
  const tally = tallyRequests();
  for (const [cell, count] of counts) tally.add({ ...cell, shelf: 'ordinary' }, count);
  return tally.all().map(([{ shelf: _shelf, ...cell }, count]) => ({ ...cell, count }));
}
