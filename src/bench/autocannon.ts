import autocannon from 'autocannon';
import type { BenchResult } from '../model/bench.js';

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
  /** Aborting it ends the benchmark with what it has. */
  readonly signal?: AbortSignal;
}

/** Failures in a row, by connection, after which a target that never answered is given up. */
const HOPELESS_ROUNDS = 3;

/** Measured against servers that break one request in ten, and beside wrk. */
const BLIND_SPOTS = [
  'a response that is cut by FIN, in its Content-Length or its chunks, is no error to it',
  'where the server closes connections its latencies are wrong, up to a hundredfold',
  'its rate overshoots, by 8 to 20 % where it was measured',
  'it knows whole milliseconds and seconds only',
  'it checks no certificate',
];

/**
 * The second opinion: another generator, by other people, on Node's own sockets. Failed connections
 * are counted, not thrown; a target that never answers ends the benchmark early.
 */
export async function benchByAutocannon(options: CannonOptions): Promise<BenchResult> {
  const { url, connections, signal } = options;
  let firstError: string | null = null;
  let failures = 0;
  let answered = false;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(cannonOptions(options), (error, done) =>
      error ? reject(error) : resolve(done),
    );
    const stop = (): void => instance.stop();
    instance.on('response', () => {
      answered = true;
    });
    instance.on('reqError', (error: Error) => {
      firstError ??= error.message;
      failures++;
      if (!answered && failures === connections * HOPELESS_ROUNDS) stop();
    });
    instance.once('done', () => signal?.removeEventListener('abort', stop));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
  });
  return { ...summarise(result), url, firstError, interrupted: signal?.aborted ?? false };
}

function cannonOptions(options: CannonOptions): autocannon.Options {
  const { url, connections, durationMs, timeoutMs, rate, method, headers, body, pipelining } =
    options;
  return {
    url,
    connections,
    // It counts in seconds, and turns 0.3 of one into none.
    duration: Math.max(1, Math.round(durationMs / 1000)),
    timeout: Math.max(1, Math.round(timeoutMs / 1000)),
    method: method as NonNullable<autocannon.Options['method']>,
    headers,
    pipelining,
    ...(rate === null ? {} : { overallRate: rate }),
    ...(body === null ? {} : { body: Buffer.from(body) }),
  };
}

function summarise(
  result: autocannon.Result,
): Omit<BenchResult, 'url' | 'firstError' | 'interrupted'> {
  const { latency, requests, throughput, statusCodeStats = {} } = result;
  const codes = Object.entries(statusCodeStats).map(([code, { count }]) => [code, count]);
  return {
    schema: 'tidegate.bench/1',
    generator: 'autocannon',
    connections: result.connections,
    durationMs: result.duration * 1000,
    requestsPerSecond: { mean: requests.average, stddev: requests.stddev },
    latency: {
      mean: latency.average,
      p50: latency.p50,
      p90: latency.p90,
      p99: latency.p99,
      p999: latency.p99_9,
      max: latency.max,
    },
    bytesPerSecond: throughput.average,
    responses: requests.total,
    errors: result.errors - result.timeouts,
    timeouts: result.timeouts,
    non2xx: result.non2xx,
    statusCodes: Object.fromEntries(codes),
    account: null,
    blindSpots: BLIND_SPOTS,
  };
}
