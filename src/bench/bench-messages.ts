import type { SentError } from '../lib/sent-error.js';
import type { Engine } from '../model/engine.js';
import type { WorkerPart } from '../plan/load-plan.js';
import type { TallyReport } from './account/tally.js';
import type { BenchPlan } from './bench-plan.js';

/** From the crew to a worker. */
export type ToBenchWorker =
  | { readonly type: 'plan'; readonly plan: BenchPlan; readonly part: WorkerPart }
  /** `atMs`: on the clock of lib/clock. */
  | { readonly type: 'start'; readonly atMs: number }
  | { readonly type: 'stop' };

/** What one worker measured. */
export interface BenchWorkerReport {
  readonly measured: TallyReport;
  readonly warmupRequests: number;
  /** Length of the measured time; shorter than planned when it was stopped. */
  readonly measuredMs: number;
  /** Requests that became due, and how many of them were not sent; 0 in a closed loop. */
  readonly due: number;
  readonly unsent: number;
  /** How late this worker sent at worst although a connection was free. */
  readonly lagMs: number;
  /** The longest time that it stood still within the measured time, and all such pauses together. */
  readonly stallMs: number;
  readonly stalledMs: number;
  /** Share of a core that it used over the measured time. */
  readonly cpu: number;
  /** Processor time that it used in that time. */
  readonly cpuMs: number;
  /** What its first TLS connection negotiated; null = none was open. */
  readonly negotiated: { readonly protocol: string | null; readonly cipher: string } | null;
}

/** From a worker to the crew. */
export type FromBenchWorker =
  /** Each connection is open or has failed. */
  | { readonly type: 'ready'; readonly engine: Engine; readonly opened: number }
  /** The last message. */
  | { readonly type: 'done'; readonly report: BenchWorkerReport }
  | ({ readonly type: 'failed' } & SentError);
