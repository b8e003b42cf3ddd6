import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Stalls } from '../../../src/bench/account/stalls.js';

test('a process that is told the time at its pace never stood still', () => {
  const stalls = new Stalls(100);
  for (let atMs = 0; atMs < 2000; atMs += 100) stalls.look(atMs + (atMs % 300 ? 20 : 0), true);
  expect(stalls).toMatchObject({ worstMs: 0, totalMs: 0 });
});

test('what goes beyond the pace is a pause; they add up', () => {
  const stalls = new Stalls(100);
  for (const atMs of [0, 100, 1300, 1400, 1800]) stalls.look(atMs, true);
  expect(stalls).toMatchObject({ worstMs: 1100, totalMs: 1400 });
});

test('what does not count is no pause of what is measured', () => {
  const stalls = new Stalls(100);
  stalls.look(0, false);
  stalls.look(5000, false);
  stalls.look(5100, true);
  expect(stalls.worstMs).toBe(0);
});

test('the pauses are never longer than the time that has passed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000)), (steps) => {
      const stalls = new Stalls(50);
      let atMs = 0;
      stalls.look(atMs, true);
      for (const step of steps) {
        atMs += step;
        stalls.look(atMs, true);
      }
      expect(stalls.totalMs).toBeLessThanOrEqual(atMs);
      expect(stalls.worstMs).toBeLessThanOrEqual(stalls.totalMs);
    }),
  );
});
