import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countWorkers } from '../../src/plan/load-plan.js';

test('one worker is enough for what 80 % of its descriptors hold', () => {
  expect(countWorkers(16_000, 20_000)).toBe(1);
  expect(countWorkers(16_001, 20_000)).toBe(2);
});

test('there is always one worker, and never more than connections for the asking', () => {
  expect(countWorkers(0, 1024)).toBe(1);
  expect(countWorkers(3, 20_000, 8)).toBe(3);
  expect(countWorkers(100, 20_000, 8)).toBe(8);
});

test('no worker holds more than its share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2e6 }), fc.integer({ min: 2, max: 1e6 }), (n, nofile) => {
      expect(Math.ceil(n / countWorkers(n, nofile))).toBeLessThanOrEqual(nofile * 0.8);
    }),
  );
});

test('a limit that holds no connection at all is an error', () => {
  expect(() => countWorkers(1, 1)).toThrow(expect.objectContaining({ code: 'NOFILE_TOO_LOW' }));
});
