import { describe, expect, it } from 'vitest';
import { benchVerdict } from '../../src/bench/bench-verdict.js';
import type { BenchResult, FailureKind } from '../../src/model/bench.js';
import { judgeThreshold, parseThreshold } from '../../src/verify/thresholds.js';
import { failedResult, madeAccount, madeResult } from './support/made-result.js';

function judge(result: BenchResult, ...max: string[]) {
  return benchVerdict(
    result,
    max.map((limit) => judgeThreshold(parseThreshold('max', limit), result)),
  );
}

const statuses = (statusCodes: Record<string, number>) => madeResult({ statusCodes });
const paced = (unsent: number, cpu: number) =>
  madeResult({
    account: madeAccount({
      rate: { asked: 100, due: 1000, unsent },
      tester: { cpu, cpuMs: 0, lagMs: 0, stallMs: 0, stalledMs: 0 },
    }),
  });

describe('the verdict of a benchmark', () => {
  it('is pass where every request was answered', () => {
    expect(judge(madeResult())).toEqual({ verdict: 'pass', reasons: [] });
    expect(judge(statuses({ 200: 5, 302: 5, 304: 5 })).verdict).toBe('pass');
  });

  const targetsFault: FailureKind[] = ['refused', 'unanswered', 'cut-chunks', 'timeout', 'tls'];
  it.each(targetsFault)('is fail for one %s, and says so', (kind) => {
    const { verdict, reasons } = judge(failedResult({ [kind]: 1 }));
    expect(verdict).toBe('fail');
    expect(reasons).toEqual([expect.stringContaining(`1 ${kind}: `)]);
  });

  it.each(['no-port', 'no-descriptor'] as const)('is invalid for %s, whatever else', (kind) => {
    expect(judge(failedResult({ [kind]: 1, reset: 5 })).verdict).toBe('invalid');
  });

  it('is fail for a status from 400 on', () => {
    expect(judge(statuses({ 200: 5, 404: 1 })).verdict).toBe('fail');
    expect(judge(statuses({ 503: 2 })).reasons).toEqual(['2 responses with status 503']);
  });

  it('is fail where nothing answered', () => {
    const silent = madeResult({ responses: 0, statusCodes: {} });
    expect(judge(silent)).toEqual({ verdict: 'fail', reasons: ['no response at all'] });
  });

  it.each([
    ['503=10', statuses({ 503: 2 })],
    ['5xx=10', statuses({ 503: 2 })],
    ['cut-length=3', failedResult({ 'cut-length': 3 })],
    ['cut=3', failedResult({ 'cut-length': 3 })],
    ['errors=3', failedResult({ 'cut-length': 3 }, { errors: 3 })],
    ['timeouts=3', failedResult({ timeout: 3 }, { timeouts: 3 })],
    ['unsent=10', paced(10, 0.5)],
  ])('leaves to --max %s what it names', (limit, result) => {
    expect(judge(result, limit).verdict).toBe('pass');
  });

  it('leaves nothing else to a threshold', () => {
    expect(judge(failedResult({ 'cut-length': 3, reset: 1 }), 'cut=3').verdict).toBe('fail');
    expect(judge(madeResult(), 'p99=1ms').reasons).toEqual([
      'the threshold on p99 (max) is not kept',
    ]);
  });

  it('blames the target for a rate that was not kept, or the tester where it had no time left', () => {
    expect(judge(paced(10, 0.5))).toEqual({
      verdict: 'fail',
      reasons: [
        '10 of 1,000 requests were due and not sent: every connection was waiting for an answer',
      ],
    });
    expect(judge(paced(10, 0.95)).verdict).toBe('invalid');
  });

  describe('where the tester stood still', () => {
    const stalled = (stallMs: number, made: Partial<BenchResult> = {}) =>
      madeResult({
        account: madeAccount({
          tester: { cpu: 0.5, cpuMs: 0, lagMs: 0, stallMs, stalledMs: stallMs },
        }),
        ...made,
      });
    const min = (result: BenchResult, limit: string) =>
      benchVerdict(result, [judgeThreshold(parseThreshold('min', limit), result)]);

    it('is invalid for a latency that would be kept without it, and fail for one that would not', () => {
      const { verdict, reasons } = judge(stalled(1000), 'max=500ms');
      expect(verdict).toBe('invalid');
      expect(reasons).toEqual([expect.stringContaining('would be without the 1 s that a worker')]);
      expect(judge(stalled(1000), 'max=400ms').verdict).toBe('fail');
    });

    it('is invalid for a rate that would be reached without it, and fail for one that would not', () => {
      expect(min(stalled(1000), 'rps=65000').verdict).toBe('invalid');
      expect(min(stalled(1000), 'rps=70000').verdict).toBe('fail');
    });

    it('is as ever for a short pause, and invalid for a long one whatever else was seen', () => {
      expect(judge(stalled(300)).verdict).toBe('pass');
      expect(judge(stalled(300, { statusCodes: { 503: 1 } })).verdict).toBe('fail');
      expect(judge(stalled(2100, { statusCodes: { 503: 1 } })).verdict).toBe('invalid');
    });
  });

  it('is invalid for a rate that the tester had no processor left for', () => {
    const full = madeAccount({
      tester: { cpu: 0.97, cpuMs: 0, lagMs: 0, stallMs: 0, stalledMs: 0 },
    });
    const result = madeResult({ account: full });
    const judged = judgeThreshold(parseThreshold('min', 'rps=70000'), result);
    expect(benchVerdict(result, [judged])).toEqual({
      verdict: 'invalid',
      reasons: [expect.stringContaining("the tester's own processor was full (97 % of a core)")],
    });
  });

  it('is invalid where the generator gave way', () => {
    const result = madeResult({ account: null, gaveWay: 'autocannon grew' });
    expect(judge(result)).toEqual({ verdict: 'invalid', reasons: ['autocannon grew'] });
  });

  it('does not hold an interruption against the target', () => {
    expect(judge(failedResult({ unfinished: 12 }, { interrupted: true })).verdict).toBe('pass');
  });

  it('goes by what autocannon counts where that is all there is', () => {
    const made = { account: null, errors: 2, timeouts: 1 };
    expect(judge(madeResult(made)).reasons).toEqual(['2 errors', '1 timeouts']);
  });
});
