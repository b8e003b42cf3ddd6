import { describe, expect, test } from 'vitest';
import { benchVerdict } from '../../../src/bench/bench-verdict.js';
import type { BenchResult, JudgedThreshold } from '../../../src/model/bench.js';
import { renderBenchText } from '../../../src/report/bench/bench-text.js';
import { judgeThreshold, parseThreshold } from '../../../src/verify/thresholds.js';
import { failedResult, madeAccount, madeResult } from '../../bench/support/made-result.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';

const PLAIN = layoutWith();

function text(
  result: BenchResult,
  thresholds: readonly JudgedThreshold[] = [],
  secondOpinion: BenchResult | null = null,
  layout = PLAIN,
): string {
  const report = { ...benchVerdict(result, thresholds), result, secondOpinion, thresholds };
  return renderBenchText(report, layout);
}

const BROKEN = failedResult(
  { 'cut-length': 61_204, timeout: 12, refused: 3 },
  {
    responses: 550_825,
    errors: 61_207,
    timeouts: 12,
    non2xx: 40,
    statusCodes: { 200: 550_785, 503: 40 },
  },
);

const SECOND = madeResult({
  generator: 'autocannon',
  requestsPerSecond: { mean: 30_412, stddev: 900 },
  latency: { mean: 1.2, p50: 1, p90: 2, p99: 4, p999: 9, max: 60 },
  account: null,
  blindSpots: [
    'a response that is cut by FIN is no error to it',
    'it knows whole milliseconds only',
  ],
});

describe('a benchmark in words', () => {
  test('that passed', () => expectGolden('bench/pass.txt', text(madeResult())));

  test('that failed, with thresholds', () => {
    const judged = ['p99=50ms', 'cut=10', '503=40'].map((limit) =>
      judgeThreshold(parseThreshold('max', limit), BROKEN),
    );
    expectGolden('bench/fail.txt', text(BROKEN, judged));
  });

  test('with a rate that the tester could not keep', () => {
    const account = madeAccount({
      rate: { asked: 90_000, due: 900_000, unsent: 288_000 },
      warmup: { durationMs: 2000, requests: 180_000 },
      reconnects: 12,
      tester: { cpu: 0.98, cpuMs: 19_200, lagMs: 31.7, stallMs: 0, stalledMs: 0 },
    });
    expectGolden('bench/invalid.txt', text(madeResult({ account })));
  });

  test('beside a second opinion', () => {
    expectGolden('bench/both.txt', text(madeResult(), [], SECOND));
  });

  test('that nothing answered has no figures to admire', () => {
    const silent = failedResult(
      { refused: 50 },
      { responses: 0, statusCodes: {}, firstError: 'connection refused' },
    );
    expect(text(silent)).toBe(
      [
        'http://127.0.0.1:18080/  FAIL',
        '  50 refused: connection refused',
        '  no response at all',
        '',
        'Load         50 connections for 10 s',
        'Answered     nothing: connection refused',
        '',
      ].join('\n'),
    );
  });

  test('says loudly that no certificate was checked', () => {
    const tls = { verified: false, protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' };
    const lines = text(madeResult({ account: madeAccount({ tls }) })).split('\n');
    expect(lines[2]).toMatch(/^INSECURE: no certificate was checked/);
  });
});
