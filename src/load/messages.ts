import type { ErrorCode } from '../lib/error-codes/registry.js';
import type { Engine } from '../model/engine.js';
import type { ClientConnection, ClientRequest, TesterSample } from '../model/ledger.js';
import type { LoadPlan, WorkerPart } from '../plan/load-plan.js';
import type { Counts } from './counts.js';

/** From the fleet to a worker. */
export type ToWorker =
  | { readonly type: 'plan'; readonly plan: LoadPlan; readonly part: WorkerPart }
  /** `atMs`: run time. */
  | { readonly type: 'start'; readonly atMs: number }
  | { readonly type: 'watch' }
  | { readonly type: 'finish'; readonly graceMs: number };

/** What came to its end since the last message. */
export interface RecordBatch {
  readonly connections: readonly ClientConnection[];
  readonly requests: readonly ClientRequest[];
  readonly tester: readonly TesterSample[];
}

/** A TidegateError, taken apart for the way. */
export interface WorkerFailure {
  readonly type: 'failed';
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

/** From a worker to the fleet. */
export type FromWorker =
  | WorkerFailure
  | { readonly type: 'ready'; readonly engine: Engine }
  | { readonly type: 'counts'; readonly counts: Counts }
  | { readonly type: 'ramped' }
  | { readonly type: 'records'; readonly batch: RecordBatch }
  /** The last message; `latency` as LatencyRecorder encodes it. */
  | { readonly type: 'done'; readonly latency: string };
