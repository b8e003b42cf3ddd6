import { describe, expect, it, test } from 'vitest';
import { noFailures } from '../../src/bench/account/tally.js';
import {
  isShared,
  judgeThreshold,
  METRIC_NAMES,
  parseThreshold,
} from '../../src/verify/thresholds.js';
import { madeAccount, madeResult } from '../bench/support/made-result.js';

const RESULT = madeResult({
  requestsPerSecond: { mean: 1200, stddev: 30 },
  latency: { mean: 8, p50: 7, p90: 12, p99: 48, p999: 80, max: 120 },
  responses: 12_000,
  errors: 1,
  non2xx: 3,
  statusCodes: { 200: 11_997, 502: 3 },
  account: madeAccount({
    requests: 12_007,
    failures: { ...noFailures(), reset: 1, 'cut-head': 2, 'cut-chunks': 4 },
  }),
});

describe('parseThreshold', () => {
  test.each([
    ['p99=50ms', 'p99', 50],
    ['p99.9=1.5s', 'p99.9', 1500],
    ['rps=1000', 'rps', 1000],
    ['errors=0', 'errors', 0],
    ['throughput=10m', 'throughput', 10 * 1024 ** 2],
    ['cut-length=0', 'cut-length', 0],
    ['503=5', '503', 5],
    ['lag=5ms', 'lag', 5],
  ])('reads %s', (text, metric, limit) => {
    expect(parseThreshold('max', text)).toEqual({ metric, op: 'max', limit });
  });

  test.each([
    'p99',
    'p99=',
    'p99=50',
    'rps=fast',
    'rps=-1',
    'rps=1=2',
    'errors=0ms',
    'p95=1ms',
    '=1',
    'constructor=1',
    '600=1',
    '2000=1',
  ])('refuses %s, naming option and value', (text) => {
    expect(() => parseThreshold('min', text)).toThrow(
      expect.objectContaining({
        code: 'THRESHOLD_BAD',
        message: expect.stringContaining(`--min is "${text}"`),
        hint: expect.stringContaining('--min'),
      }),
    );
  });

  it('lists the metrics there are', () => {
    expect(() => parseThreshold('max', 'p95=1ms')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('p50, p90, p99, p99.9') }),
    );
  });
});

describe('judgeThreshold', () => {
  const judge = (op: 'max' | 'min', text: string, result = RESULT): boolean =>
    judgeThreshold(parseThreshold(op, text), result).ok;

  it('takes a limit as kept when it is met exactly', () => {
    expect(judge('max', 'p99=48ms')).toBe(true);
    expect(judge('min', 'rps=1200')).toBe(true);
  });

  it('fails past the limit', () => {
    expect(judge('max', 'p99=47ms')).toBe(false);
    expect(judge('min', 'rps=1201')).toBe(false);
    expect(judge('max', 'errors=0')).toBe(false);
    expect(judge('max', 'non2xx=2')).toBe(false);
  });

  it.each([
    ['502', 3],
    ['5xx', 3],
    ['404', 0],
    ['reset', 1],
    ['cut', 6],
    ['requests', 12_007],
    ['unsent', 0],
  ])('counts %s', (metric, actual) => {
    expect(judgeThreshold(parseThreshold('max', `${metric}=0`), RESULT).actual).toBe(actual);
  });

  it('knows each kind of failure by its name', () => {
    expect(METRIC_NAMES).toEqual(expect.arrayContaining(Object.keys(noFailures())));
  });

  it('knows what every generator measures', () => {
    expect(['p99', 'errors', '404', 'cut', 'reset'].map(isShared)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('says what it compared', () => {
    expect(judgeThreshold(parseThreshold('max', 'p99.9=1s'), RESULT)).toEqual({
      metric: 'p99.9',
      op: 'max',
      limit: 1000,
      unit: 'ms',
      actual: 80,
      ok: true,
    });
  });

  it('lets no latency pass that nobody measured', () => {
    const silent = {
      ...RESULT,
      responses: 0,
      latency: { mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 },
    };
    expect(judge('max', 'p99=50ms', silent)).toBe(false);
    expect(judge('max', 'timeouts=0', silent)).toBe(true);
  });
});
