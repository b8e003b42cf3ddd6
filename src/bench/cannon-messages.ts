import type { BenchResult } from '../model/bench.js';

/** What autocannon is told; plain data, for it runs in a process of its own. */
export interface CannonOptions {
  readonly url: string;
  readonly connections: number;
  readonly durationMs: number;
  readonly timeoutMs: number;
  /** Requests a second over all connections; null = as fast as they are answered. */
  readonly rate: number | null;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly pipelining: number;
}

/** To the process that runs it. */
export type ToCannon =
  | { readonly type: 'start'; readonly options: CannonOptions }
  | { readonly type: 'stop' };

/** From that process, once. */
export type FromCannon =
  | { readonly type: 'done'; readonly result: CannonResult }
  | { readonly type: 'failed'; readonly message: string };

/** Its result, but for what only the caller knows. */
export type CannonResult = Omit<BenchResult, 'interrupted'>;
