import type { BenchResult } from '../model/bench.js';
import type { BenchPlan } from './bench-plan.js';
import { benchResult } from './bench-result.js';
import { runCrew } from './crew.js';

export interface BenchOptions {
  /** The URL as the user wrote it. */
  readonly url: string;
  readonly plan: BenchPlan;
  /** Worker processes. */
  readonly threads: number;
  /** Aborting it ends the benchmark with the figures so far. */
  readonly signal?: AbortSignal;
}

/**
 * Loads a target with Tidegate's own connections. Failures are counted, not thrown.
 * @throws TidegateError WORKER_DIED, ENGINE_UNAVAILABLE
 */
export async function bench({ url, plan, threads, signal }: BenchOptions): Promise<BenchResult> {
  const report = await runCrew(plan, threads, signal);
  return benchResult({ url, plan, report, interrupted: signal?.aborted ?? false });
}
