import type { EngineChoice } from '../model/engine.js';
import type { Origin } from '../model/origin.js';

/** Everything that a bench worker needs to know, as plain data that can be sent to processes. */
export interface BenchPlan {
  readonly origin: Origin;
  /** The whole request as it is sent, the same every time. */
  readonly request: Uint8Array;
  /** The requests are HEAD: responses have no body, whatever their fields say. */
  readonly toHead: boolean;
  /** Over all workers. */
  readonly connections: number;
  /** Most requests in flight on a connection. */
  readonly pipelining: number;
  /** Requests a second over all workers; null = each as soon as the one before is answered. */
  readonly rate: number | null;
  /** Time before the measured time. */
  readonly warmupMs: number;
  readonly durationMs: number;
  /** Time-out of a connect, and of a request from the moment it was sent to its last byte. */
  readonly timeoutMs: number;
  readonly engine: EngineChoice;
}
