import { expect, test } from 'vitest';
import { type BoundsInput, computeBounds } from '../../src/plan/bounds.js';

const INPUT: BoundsInput = {
  visibleMs: 100,
  intervalMs: 500,
  jitterMs: 50,
  fails: 3,
  passes: 2,
  checkMs: 20,
  propagationMs: 30,
  retryMs: 40,
  waitMs: 8000,
  closeMs: 1000,
  lagMs: 0,
};

test('D = V + I + J + (F-1)(I + J) + F d + P + R', () => {
  expect(computeBounds(INPUT).detectMs).toBe(100 + 550 + 2 * 550 + 3 * 20 + 30 + 40);
});

test('U = V + I + J + (passes-1)(I + J) + passes d + P', () => {
  expect(computeBounds(INPUT).returnMs).toBe(100 + 550 + 550 + 2 * 20 + 30);
});

test('the tester’s lag is added to every bound and said, but never to the waiting timeout', () => {
  const still = computeBounds(INPUT);
  expect(computeBounds({ ...INPUT, lagMs: 7 })).toEqual({
    visibleMs: still.visibleMs + 7,
    detectMs: still.detectMs + 7,
    waitMs: 8000,
    closeMs: still.closeMs + 7,
    returnMs: still.returnMs + 7,
    lagMs: 7,
  });
});

test('without a waiting timeout there is no W', () => {
  expect(computeBounds({ ...INPUT, waitMs: null }).waitMs).toBeNull();
});
