import { noFailures } from '../../../src/bench/account/tally.js';
import type { BenchAccount, BenchResult, FailureKind } from '../../../src/model/bench.js';

/** A benchmark that went well, with the fields that a test changes. */
export function madeResult(made: Partial<BenchResult> = {}): BenchResult {
  return {
    schema: 'tidegate.bench/1',
    url: 'http://127.0.0.1:18080/',
    generator: 'tidegate',
    connections: 50,
    durationMs: 10_000,
    requestsPerSecond: { mean: 61_204.1, stddev: 1203 },
    latency: { mean: 0.7912, p50: 0.412, p90: 0.866, p99: 1.31, p999: 12.08, max: 1420 },
    bytesPerSecond: 11_751_168,
    responses: 612_041,
    errors: 0,
    timeouts: 0,
    non2xx: 0,
    statusCodes: { 200: 612_041 },
    firstError: null,
    interrupted: false,
    gaveWay: null,
    account: madeAccount(),
    blindSpots: [],
    ...made,
  };
}

export function madeAccount(made: Partial<BenchAccount> = {}): BenchAccount {
  return {
    engine: 'epoll',
    threads: 2,
    pipelining: 1,
    requests: 612_041,
    failures: noFailures(),
    reconnects: 0,
    rate: null,
    warmup: { durationMs: 0, requests: 0 },
    tester: { cpu: 0.97, cpuMs: 19_200, lagMs: 0, stallMs: 0, stalledMs: 0 },
    tls: null,
    histogram: '',
    ...made,
  };
}

/** A result with these numbers of failures of each kind. */
export function failedResult(
  failures: Partial<Record<FailureKind, number>>,
  made: Partial<BenchResult> = {},
): BenchResult {
  const account = madeAccount({ failures: { ...noFailures(), ...failures } });
  return madeResult({ account, ...made });
}
