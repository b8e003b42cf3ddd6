import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Pacer } from '../../../src/bench/flow/pacer.js';

const pace = { rate: 100, startMs: 1000, durationMs: 50, worker: 0, workers: 1 };

/** The times of all its requests. */
function timesOf(pacer: Pacer): number[] {
  const times: number[] = [];
  for (; pacer.nextMs !== Number.POSITIVE_INFINITY; pacer.taken++) times.push(pacer.nextMs);
  return times;
}

describe('the pace of an open loop', () => {
  it('is even from the start on, and ends before the end', () => {
    expect(timesOf(new Pacer(pace))).toEqual([1000, 1010, 1020, 1030, 1040]);
  });

  it('says how many are overdue', () => {
    const pacer = new Pacer(pace);
    expect([999, 1000, 1009, 1010, 1049, 5000].map((ms) => pacer.overdue(ms))).toEqual([
      0, 1, 1, 2, 5, 5,
    ]);
    pacer.taken = 2;
    expect([999, 1010, 1020, 5000].map((ms) => pacer.overdue(ms))).toEqual([0, 0, 1, 3]);
  });

  it('is slower than one a run too', () => {
    expect(timesOf(new Pacer({ ...pace, rate: 1, durationMs: 10 }))).toEqual([1000]);
    expect(timesOf(new Pacer({ ...pace, durationMs: 0 }))).toEqual([]);
  });
});

const paces = fc.record({
  rate: fc.integer({ min: 1, max: 100_000 }),
  startMs: fc.constantFrom(0, 1_234.567, 98_765_432.1),
  durationMs: fc.integer({ min: 1, max: 90 }),
});

test('the rate is exact: rate x duration requests, over any number of workers', () => {
  fc.assert(
    fc.property(paces, fc.integer({ min: 1, max: 7 }), (made, workers) => {
      const pacers = Array.from({ length: workers }, (_, worker) => {
        return new Pacer({ ...made, worker, workers });
      });
      const total = pacers.reduce((all, pacer) => all + pacer.total, 0);
      expect(total).toBe(Math.ceil((made.rate * made.durationMs) / 1000));
      const times = pacers.flatMap(timesOf).sort((a, b) => a - b);
      const gapMs = 1000 / made.rate;
      times.forEach((time, n) => {
        expect(time).toBeCloseTo(made.startMs + n * gapMs, 5);
      });
    }),
    { numRuns: 60 },
  );
});

test('a request is overdue from its own time on', () => {
  fc.assert(
    fc.property(paces, fc.nat(200), (made, taken) => {
      const pacer = new Pacer({ ...made, worker: 0, workers: 1 });
      pacer.taken = Math.min(taken, pacer.total);
      const { nextMs } = pacer;
      if (nextMs === Number.POSITIVE_INFINITY) expect(pacer.overdue(1e12)).toBe(0);
      else {
        expect(pacer.overdue(nextMs - 0.4 * (1000 / made.rate))).toBe(0);
        expect(pacer.overdue(nextMs + 1e-6)).toBe(1);
      }
    }),
  );
});
