import type { BenchResult } from '../../model/bench.js';

/** The options of autocannon as plain data, because it runs in a process of its own. */
export interface CannonOptions {
  readonly url: string;
  readonly connections: number;
  readonly durationMs: number;
  readonly timeoutMs: number;
  /** Requests a second over all connections; null = each as soon as the one before is answered. */
  readonly rate: number | null;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly pipelining: number;
}

/** To the process that runs autocannon. */
export type ToCannon =
  | { readonly type: 'start'; readonly options: CannonOptions }
  | { readonly type: 'stop' };

/** From that process, once. */
export type FromCannon =
  | { readonly type: 'done'; readonly result: CannonResult }
  | { readonly type: 'failed'; readonly message: string };

/** Its result, without the field that only the caller knows. */
export type CannonResult = Omit<BenchResult, 'interrupted'>;
