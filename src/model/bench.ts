import type { Engine } from './engine.js';

/** What sent the requests: Tidegate's own load, or autocannon as the second opinion. */
type BenchGenerator = 'tidegate' | 'autocannon';

/** The figures of a benchmark, as data; latencies in milliseconds. */
export interface BenchResult {
  readonly schema: 'tidegate.bench/1';
  readonly url: string;
  readonly generator: BenchGenerator;
  readonly connections: number;
  /**
   * The measured time: from the first request on, without the warm-up and without the wait at the
   * end.
   */
  readonly durationMs: number;
  /**
   * Requests answered within that time, for each second, and their deviation over seconds, or over
   * tenths of a run shorter than ten seconds.
   */
  readonly requestsPerSecond: { readonly mean: number; readonly stddev: number };
  readonly latency: BenchLatency;
  readonly bytesPerSecond: number;
  /** Whole responses, of any status. */
  readonly responses: number;
  /** All failures except time-outs, statuses and requests cut short by the end of the run. */
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
  /** Counts by status code. */
  readonly statusCodes: Readonly<Record<string, number>>;
  /** The text of the first error; null = there was none. */
  readonly firstError: string | null;
  readonly interrupted: boolean;
  /** Why its figures are void: the generator itself failed. Null = it did not. */
  readonly gaveWay: string | null;
  /** What only Tidegate's own load knows; null for autocannon. */
  readonly account: BenchAccount | null;
  /** What this generator cannot see, one sentence each. */
  readonly blindSpots: readonly string[];
}

/** From when a request was sent, or was due if there is a rate, to its response's last byte. */
interface BenchLatency {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Every request sent, and its outcome. */
export interface BenchAccount {
  readonly engine: Engine;
  /** Worker processes. */
  readonly threads: number;
  readonly pipelining: number;
  /** Requests sent; each becomes a response or one of the failures of a request. */
  readonly requests: number;
  readonly failures: Readonly<Record<FailureKind, number>>;
  /** Connections opened to replace ended ones, for whatever reason those ended. */
  readonly reconnects: number;
  /** Null = each request is sent when the one before is answered. */
  readonly rate: BenchRate | null;
  /** Requests sent before the measured time, which are counted nowhere else. */
  readonly warmup: { readonly durationMs: number; readonly requests: number };
  readonly tester: BenchTester;
  readonly tls: BenchTls | null;
  /** HdrHistogram's own compressed format, latencies in microseconds. */
  readonly histogram: string;
}

interface BenchRate {
  /** Requests a second that were asked for. */
  readonly asked: number;
  /** Requests that became due. */
  readonly due: number;
  /** Due and not sent: no connection was free for them, or the tester was late. */
  readonly unsent: number;
}

/** The state of the tester itself. */
interface BenchTester {
  /** Share of a core that the busiest worker used. */
  readonly cpu: number;
  /** Processor time of all workers over the measured time. */
  readonly cpuMs: number;
  /** How late a request was sent at worst although a connection was free; 0 without a rate. */
  readonly lagMs: number;
  /** The longest time that a worker stood still, and all such pauses of the worker with the most. */
  readonly stallMs: number;
  readonly stalledMs: number;
}

export interface BenchTls {
  /** False = `--insecure`: no certificate was checked. */
  readonly verified: boolean;
  readonly protocol: string | null;
  readonly cipher: string | null;
}

/**
 * Why a request has no whole response, or a connection never opened. For a connection, before any
 * request was sent on it:
 * - `refused`: RST in answer to connect(). `unreachable`: no route. `connect-timeout`: no answer.
 * - `tls`: the handshake failed.
 * - `no-port`, `no-descriptor`: the tester's own limits. For a connection without a request in
 *   flight:
 * - `stray`: bytes that answer no request. For a request that was sent; the peer's end is its FIN:
 * - `unanswered`: FIN before the response's first byte, or an announced close before its turn.
 * - `cut-head`, `cut-length`, `cut-chunks`: FIN inside the head, a body with Content-Length,
 *   chunks.
 * - `cut-tls`: FIN without close_notify in a body that only the end of the connection ends.
 * - `reset`: RST. `framing`: the bytes are no HTTP/1.1 response, or more than one.
 * - `timeout`: no whole response in time.
 * - `lost`: sent behind a request (pipelining) whose response broke the connection.
 * - `unfinished`: in flight when the run was interrupted.
 */
export type FailureKind =
  | 'refused'
  | 'unreachable'
  | 'connect-timeout'
  | 'tls'
  | 'no-port'
  | 'no-descriptor'
  | 'stray'
  | 'unanswered'
  | 'cut-head'
  | 'cut-length'
  | 'cut-chunks'
  | 'cut-tls'
  | 'reset'
  | 'framing'
  | 'timeout'
  | 'lost'
  | 'unfinished';

/** A limit that a benchmark has to keep: `--max p99=50ms`. */
export interface Threshold {
  readonly metric: string;
  readonly op: 'max' | 'min';
  /** In the unit of the metric. */
  readonly limit: number;
}

export interface JudgedThreshold extends Threshold {
  /** Unit of the limit and of the measured value; null = a plain number. */
  readonly unit: 'ms' | null;
  readonly actual: number;
  readonly ok: boolean;
}

/** Whether a benchmark passes, and the reasons if it does not. */
export interface BenchVerdict {
  readonly verdict: 'pass' | 'fail' | 'invalid';
  readonly reasons: readonly string[];
}

/** Everything that a report of a benchmark contains. */
export interface BenchReport extends BenchVerdict {
  readonly result: BenchResult;
  /** The same target measured by another generator. */
  readonly secondOpinion: BenchResult | null;
  readonly thresholds: readonly JudgedThreshold[];
}
