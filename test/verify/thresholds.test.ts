import { describe, expect, it, test } from 'vitest';
import type { BenchResult } from '../../src/model/bench.js';
import { judgeThreshold, parseThreshold } from '../../src/verify/thresholds.js';

const RESULT: BenchResult = {
  schema: 'tidegate.bench/1',
  url: 'http://127.0.0.1/',
  connections: 10,
  durationMs: 10_000,
  requestsPerSecond: { mean: 1200, stddev: 30 },
  latency: { mean: 8, p50: 7, p90: 12, p99: 48, p999: 80, max: 120 },
  bytesPerSecond: 2_000_000,
  responses: 12_000,
  errors: 1,
  timeouts: 0,
  non2xx: 3,
  statusCodes: { 200: 11_997, 502: 3 },
  firstError: 'read ECONNRESET',
  interrupted: false,
};

describe('parseThreshold', () => {
  test.each([
    ['p99=50ms', 'p99', 50],
    ['p99.9=1.5s', 'p99.9', 1500],
    ['rps=1000', 'rps', 1000],
    ['errors=0', 'errors', 0],
    ['throughput=10m', 'throughput', 10 * 1024 ** 2],
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

  it('says what it compared', () => {
    expect(judgeThreshold(parseThreshold('max', 'p99.9=1s'), RESULT)).toEqual({
      metric: 'p99.9',
      op: 'max',
      limit: 1000,
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
