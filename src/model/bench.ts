/** What a benchmark measured, as data; latencies in milliseconds. */
export interface BenchResult {
  readonly schema: 'tidegate.bench/1';
  readonly url: string;
  readonly connections: number;
  readonly durationMs: number;
  /** Requests a second, sampled each second. */
  readonly requestsPerSecond: { readonly mean: number; readonly stddev: number };
  readonly latency: {
    readonly mean: number;
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  };
  readonly bytesPerSecond: number;
  /** Responses that came. */
  readonly responses: number;
  /** Connections that failed or broke; timeouts are counted apart. */
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
  /** By status code. */
  readonly statusCodes: Readonly<Record<string, number>>;
  /** The first error's words; null = there was none. */
  readonly firstError: string | null;
  readonly interrupted: boolean;
}

/** A limit that a benchmark must keep: `--max p99=50ms`. */
export interface Threshold {
  readonly metric: string;
  readonly op: 'max' | 'min';
  /** In the metric's own unit. */
  readonly limit: number;
}

export interface JudgedThreshold extends Threshold {
  readonly actual: number;
  readonly ok: boolean;
}
