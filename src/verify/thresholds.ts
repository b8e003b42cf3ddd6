import { TidegateError } from '../lib/errors.js';
import { parseDurationMs, parseSizeBytes } from '../lib/units.js';
import type { BenchResult, JudgedThreshold, Threshold } from '../model/bench.js';

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

const METRICS: Readonly<Record<string, Metric>> = {
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
};

/**
 * Reads `p99=50ms`, `rps=1000`, `errors=0`. Latencies carry their unit, throughput is bytes a
 * second (`10m`). Throws `TidegateError` THRESHOLD_BAD.
 */
export function parseThreshold(op: Threshold['op'], text: string): Threshold {
  const [name = '', value = ''] = splitOnce(text, '=');
  const metric = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
  if (!metric) {
    throw new TidegateError('THRESHOLD_BAD', `--${op} is "${text}": there is no metric "${name}"`, {
      hint: `Name one of ${Object.keys(METRICS).join(', ')}: --${op} p99=50ms.`,
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
  const actual = METRICS[threshold.metric]?.of(result) ?? Number.NaN;
  // With no response at all there is no latency: 0 ms would pass every limit.
  const measured = result.responses > 0 || !isLatency(threshold.metric);
  const kept = threshold.op === 'max' ? actual <= threshold.limit : actual >= threshold.limit;
  return { ...threshold, actual, ok: measured && kept };
}

/** Whether a metric's figures are milliseconds. */
function isLatency(metric: string): boolean {
  return METRICS[metric]?.parse === parseDurationMs;
}

function parseNumber(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
