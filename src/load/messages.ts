import type { SentError } from '../lib/sent-error.js';
import type { Limits } from '../lib/thinning/shelves.js';
import type { CellCounts } from '../lib/thinning/tally.js';
import type { Engine } from '../model/engine.js';
import type { TesterSample } from '../model/ledger.js';
import type { LoadPlan, WorkerPart } from '../plan/load-plan.js';
import type { Counts } from './counts.js';
import type { ConnectionCell, RequestCell } from './recording/cells.js';
import type { RowBatch } from './recording/row-batch.js';
import type { PulseCount } from './schedule/pulse.js';

/** From the fleet to a worker. */
export type ToWorker =
  | { readonly type: 'plan'; readonly plan: LoadPlan; readonly part: WorkerPart }
  /** `atMs`: run time. */
  | { readonly type: 'start'; readonly atMs: number }
  | { readonly type: 'watch' }
  /** A disturbance of the deployment begins or ends. */
  | { readonly type: 'mark'; readonly disturbed: boolean }
  /** Rows beyond these limits are not kept, and need not be sent. */
  | { readonly type: 'limit'; readonly limits: RowLimits }
  | { readonly type: 'pulse'; readonly withinMs: number }
  | { readonly type: 'finish'; readonly graceMs: number };

export interface RowLimits {
  readonly requests: Limits;
  readonly connections: Limits;
}

/** What has ended since the last message: the rows to keep, and the counts of all. */
export interface RecordBatch {
  readonly requests: RowBatch | null;
  readonly connections: RowBatch | null;
  readonly requestCounts: CellCounts<RequestCell>;
  readonly connectionCounts: CellCounts<ConnectionCell>;
  /** When the latest request that each backend has answered was sent, by the backend's name. */
  readonly served: readonly (readonly [backend: string, sentMs: number])[];
  readonly tester: readonly TesterSample[];
}

/** From a worker to the fleet. */
export type FromWorker =
  | ({ readonly type: 'failed' } & SentError)
  | { readonly type: 'ready'; readonly engine: Engine }
  | { readonly type: 'counts'; readonly counts: Counts }
  | { readonly type: 'ramped' }
  | { readonly type: 'pulsed'; readonly count: PulseCount }
  | { readonly type: 'records'; readonly batch: RecordBatch }
  /** The last message; `latency` as LatencyRecorder encodes it. */
  | { readonly type: 'done'; readonly latency: string };
