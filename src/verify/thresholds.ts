import { TidegateError } from '../lib/errors.js';
import { parseDurationMs, parseSizeBytes } from '../lib/units.js';
import type { BenchResult, FailureKind, JudgedThreshold, Threshold } from '../model/bench.js';

interface Metric {
  readonly of: (result: BenchResult) => number;
  /** Null = not a value of this metric. */
  readonly parse: (text: string) => number | null;
  readonly example: string;
}

const perSecond = { parse: (text: string) => parseNumber(text), example: '1000' };
const latency = { parse: parseDurationMs, example: '50ms' };
const size = { parse: parseSizeBytes, example: '10m' };
const total = { parse: (text: string) => parseNumber(text), example: '0' };

/** Metrics that every generator measures. */
const SHARED = {
  rps: { ...perSecond, of: (result) => result.requestsPerSecond.mean },
  mean: { ...latency, of: (result) => result.latency.mean },
  p50: { ...latency, of: (result) => result.latency.p50 },
  p90: { ...latency, of: (result) => result.latency.p90 },
  p99: { ...latency, of: (result) => result.latency.p99 },
  'p99.9': { ...latency, of: (result) => result.latency.p999 },
  max: { ...latency, of: (result) => result.latency.max },
  throughput: { ...size, of: (result) => result.bytesPerSecond },
  responses: { ...total, of: (result) => result.responses },
  errors: { ...total, of: (result) => result.errors },
  timeouts: { ...total, of: (result) => result.timeouts },
  non2xx: { ...total, of: (result) => result.non2xx },
  '2xx': { ...total, of: (result) => ofClass(result, 2) },
  '3xx': { ...total, of: (result) => ofClass(result, 3) },
  '4xx': { ...total, of: (result) => ofClass(result, 4) },
  '5xx': { ...total, of: (result) => ofClass(result, 5) },
} satisfies Record<string, Metric>;

/** Metrics that only Tidegate's own load measures. */
const OWN = {
  requests: { ...total, of: (result) => result.account?.requests ?? Number.NaN },
  reconnects: { ...total, of: (result) => result.account?.reconnects ?? Number.NaN },
  unsent: { ...total, of: (result) => result.account?.rate?.unsent ?? 0 },
  lag: { ...latency, of: (result) => result.account?.tester.lagMs ?? Number.NaN },
  cut: {
    ...total,
    of: (result) =>
      failuresOf(result, 'cut-head') +
      failuresOf(result, 'cut-length') +
      failuresOf(result, 'cut-chunks') +
      failuresOf(result, 'cut-tls'),
  },
} satisfies Record<string, Metric>;

/** Each kind of failure is a metric with the same name. */
const FAILURES = {
  refused: failureMetric('refused'),
  unreachable: failureMetric('unreachable'),
  'connect-timeout': failureMetric('connect-timeout'),
  tls: failureMetric('tls'),
  'no-port': failureMetric('no-port'),
  'no-descriptor': failureMetric('no-descriptor'),
  stray: failureMetric('stray'),
  unanswered: failureMetric('unanswered'),
  'cut-head': failureMetric('cut-head'),
  'cut-length': failureMetric('cut-length'),
  'cut-chunks': failureMetric('cut-chunks'),
  'cut-tls': failureMetric('cut-tls'),
  reset: failureMetric('reset'),
  framing: failureMetric('framing'),
  timeout: failureMetric('timeout'),
  lost: failureMetric('lost'),
  unfinished: failureMetric('unfinished'),
} satisfies Record<FailureKind, Metric>;

const METRICS: Readonly<Record<string, Metric>> = { ...SHARED, ...OWN, ...FAILURES };

/** The names of all metrics except the status codes; a status code, `503`, is a metric too. */
export const METRIC_NAMES: readonly string[] = Object.keys(METRICS);

/** Whether every generator measures it. */
export function isShared(metric: string): boolean {
  return Object.hasOwn(SHARED, metric) || isStatus(metric);
}

/**
 * Reads `p99=50ms`, `rps=1000`, `errors=0`. Latencies carry their unit; throughput is in bytes a
 * second (`10m`). Throws `TidegateError` THRESHOLD_BAD.
 */
export function parseThreshold(op: Threshold['op'], text: string): Threshold {
  const [name = '', value = ''] = splitOnce(text, '=');
  const metric = metricOf(name);
  if (!metric) {
    throw new TidegateError('THRESHOLD_BAD', `--${op} is "${text}": there is no metric "${name}"`, {
      hint: `Name one of ${METRIC_NAMES.join(', ')}, or a status code: --${op} p99=50ms.`,
    });
  }
  const limit = metric.parse(value);
  if (limit === null) {
    throw new TidegateError('THRESHOLD_BAD', `--${op} is "${text}": "${value}" is no ${name}`, {
      hint: `Write it like --${op} ${name}=${metric.example}.`,
    });
  }
  return { metric: name, op, limit };
}

export function judgeThreshold(threshold: Threshold, result: BenchResult): JudgedThreshold {
  const actual = metricOf(threshold.metric)?.of(result) ?? Number.NaN;
  // Without any response there is no latency, and 0 ms would pass every limit.
  const measured = result.responses > 0 || !isLatency(threshold.metric);
  const kept = threshold.op === 'max' ? actual <= threshold.limit : actual >= threshold.limit;
  const unit = isLatency(threshold.metric) ? 'ms' : null;
  return { ...threshold, unit, actual, ok: measured && kept };
}

function metricOf(name: string): Metric | undefined {
  if (Object.hasOwn(METRICS, name)) return METRICS[name];
  if (!isStatus(name)) return undefined;
  return { ...total, of: (result) => result.statusCodes[name] ?? 0 };
}

function isStatus(name: string): boolean {
  return /^[1-5]\d\d$/.test(name);
}

function failureMetric(kind: FailureKind): Metric {
  return { ...total, of: (result) => failuresOf(result, kind) };
}

function failuresOf(result: BenchResult, kind: FailureKind): number {
  return result.account?.failures[kind] ?? Number.NaN;
}

/** Responses of one class of status. @param hundreds its first digit. */
function ofClass({ statusCodes }: BenchResult, hundreds: number): number {
  const codes = Object.entries(statusCodes).filter(([code]) => code[0] === String(hundreds));
  return codes.reduce((count, [, responses]) => count + responses, 0);
}

/** Whether a metric's values are milliseconds. */
function isLatency(metric: string): boolean {
  return metricOf(metric)?.parse === parseDurationMs;
}

function parseNumber(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
