import fc from 'fast-check';
import { expect, it } from 'vitest';
import { workerShare } from '../../../src/capacity/target/worker-share.js';

it.each([
  [300, 1, 300],
  [300, 4, 105],
  [500_000, 4, 126_225],
  [3, 8, 3],
])('%i over %i workers is %i for each', (target, workers, expected) => {
  expect(workerShare(target, workers)).toBe(expected);
});

it('is never less than an even share, nor more than all', () => {
  const count = fc.integer({ min: 1, max: 5_000_000 });
  fc.assert(
    fc.property(count, fc.integer({ min: 1, max: 512 }), (target, workers) => {
      const share = workerShare(target, workers);
      expect(share).toBeGreaterThanOrEqual(target / workers);
      expect(share).toBeLessThanOrEqual(target);
    }),
  );
});
