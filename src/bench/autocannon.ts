import autocannon from 'autocannon';
import { TidegateError } from '../lib/errors.js';
import type { BenchResult } from '../model/bench.js';

export interface BenchOptions {
  /** http or https. */
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second over all connections; null = as fast as they are answered. */
  readonly rate: number | null;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly pipelining: number;
  /** Aborting it ends the benchmark with what it has. */
  readonly signal?: AbortSignal;
}

/** Failures in a row, by connection, after which a target that never answered is given up. */
const HOPELESS_ROUNDS = 3;

/**
 * Loads a URL with autocannon. Failed connections are counted, not thrown; a target that never
 * answers ends the benchmark early. Throws `TidegateError` URL_BAD.
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const { url, connections, signal } = options;
  checkUrl(url);
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

function checkUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return;
  throw new TidegateError('URL_BAD', `the URL is "${url}"`, {
    hint: 'Give a whole http or https URL, http://127.0.0.1:8080/.',
  });
}

function cannonOptions(options: BenchOptions): autocannon.Options {
  const { url, connections, seconds, rate, method, headers, body, pipelining } = options;
  return {
    url,
    connections,
    duration: seconds,
    method: method as NonNullable<autocannon.Options['method']>,
    headers,
    pipelining,
    ...(rate === null ? {} : { overallRate: rate }),
    ...(body === null ? {} : { body }),
  };
}

function summarise(
  result: autocannon.Result,
): Omit<BenchResult, 'url' | 'firstError' | 'interrupted'> {
  const { latency, requests, throughput, statusCodeStats = {} } = result;
  const codes = Object.entries(statusCodeStats).map(([code, { count }]) => [code, count]);
  return {
    schema: 'tidegate.bench/1',
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
  };
}
