import { expect, test } from 'vitest';
import type { BenchResult } from '../../src/model/bench.js';
import { renderBenchText } from '../../src/report/bench-text.js';

const SILENT: BenchResult = {
  schema: 'tidegate.bench/1',
  url: 'http://127.0.0.1:1',
  connections: 10,
  durationMs: 1000,
  requestsPerSecond: { mean: 0, stddev: 0 },
  latency: { mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 },
  bytesPerSecond: 0,
  responses: 0,
  errors: 30,
  timeouts: 0,
  non2xx: 0,
  statusCodes: {},
  firstError: 'connect ECONNREFUSED 127.0.0.1:1',
  interrupted: false,
};

test('where nothing answered there are no figures to admire', () => {
  expect(renderBenchText(SILENT, [], false)).toBe(
    'http://127.0.0.1:1  10 connections, 1.0 s\n' +
      'No response at all: connect ECONNREFUSED 127.0.0.1:1\n',
  );
});

test('a benchmark that was answered shows its table, and the first error below it', () => {
  const text = renderBenchText({ ...SILENT, responses: 5 }, [], false);
  expect(text).toContain('latency p50 / p90');
  expect(text).toMatch(/First error: connect ECONNREFUSED 127\.0\.0\.1:1\n$/);
});
