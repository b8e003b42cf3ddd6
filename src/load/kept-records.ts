import type { ClientConnection, ClientRequest, TesterSample } from '../model/ledger.js';
import type { Latency } from '../model/run-result.js';
import { LatencyRecorder } from './latency.js';
import type { RecordBatch } from './messages.js';

/** What a fleet has recorded; all times are run time. */
export interface LoadRecords {
  readonly connections: readonly ClientConnection[];
  readonly requests: readonly ClientRequest[];
  readonly tester: readonly TesterSample[];
  /** Short requests, from when they were due to their last byte; empty until the fleet finished. */
  readonly latency: Latency;
}

/** Keeps what the workers of a fleet report, batch by batch. */
export class KeptRecords {
  readonly #connections: ClientConnection[] = [];
  readonly #requests: ClientRequest[] = [];
  readonly #tester: TesterSample[] = [];
  readonly #latency = new LatencyRecorder();
  readonly #lastServed = new Map<string, number>();

  add({ connections, requests, tester }: RecordBatch): void {
    for (const connection of connections) this.#connections.push(connection);
    for (const sample of tester) this.#tester.push(sample);
    for (const request of requests) {
      this.#requests.push(request);
      this.#noteServed(request);
    }
  }

  /** @param encoded as LatencyRecorder encodes it */
  addLatency(encoded: string): void {
    this.#latency.addEncoded(encoded);
  }

  /** When the last request was sent that this backend has answered; null = none, or none is named. */
  lastServedMs(backend: string): number | null {
    return this.#lastServed.get(backend) ?? null;
  }

  /** All of it so far, in order. */
  records(): LoadRecords {
    return {
      connections: [...this.#connections].sort((a, b) => a.index - b.index),
      requests: [...this.#requests].sort((a, b) => a.sentMs - b.sentMs),
      tester: [...this.#tester],
      latency: this.#latency.summary(),
    };
  }

  #noteServed({ backend, sentMs }: ClientRequest): void {
    if (backend === null || sentMs < (this.#lastServed.get(backend) ?? 0)) return;
    this.#lastServed.set(backend, sentMs);
  }
}
