import type { EngineChoice } from '../model/engine.js';
import type { Origin } from '../model/origin.js';

/** All that a bench worker needs to know; plain data, so that it travels to processes. */
export interface BenchPlan {
  readonly origin: Origin;
  /** The whole request as it goes out, the same every time. */
  readonly request: Uint8Array;
  /** Its responses have no body, whatever their fields say. */
  readonly toHead: boolean;
  /** Over all workers. */
  readonly connections: number;
  /** Requests under way on a connection at most. */
  readonly pipelining: number;
  /** Requests a second over all workers; null = as fast as they are answered. */
  readonly rate: number | null;
  /** Before the measured time. */
  readonly warmupMs: number;
  readonly durationMs: number;
  /** For a connect, and for a request from the moment it was sent to its last byte. */
  readonly timeoutMs: number;
  readonly engine: EngineChoice;
}
