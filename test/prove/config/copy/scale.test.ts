import { expect, it } from 'vitest';
import { scaled, scaledNofile, scaledRange } from '../../../../src/prove/config/copy/scale.js';

it.each([
  [30_000, 0.01, 300],
  [3, 0.01, 1],
  [0, 0.01, 0],
  [512, 1, 512],
])('scales %i by %f to %i', (limit, scale, expected) => {
  expect(scaled(limit, scale)).toBe(expected);
});

it.each([
  [[32_768, 60_999], 0.01, [32_768, 33_049]],
  [[50_000, 50_098], 0.1, [50_000, 50_010]],
  [[50_000, 50_000], 0.1, [50_000, 50_000]],
  [[1024, 65_535], 1, [1024, 65_535]],
] as const)('keeps the lower end of %j and the parity of its width', (range, scale, expected) => {
  expect(scaledRange(range, scale)).toEqual(expected);
});

it('leaves a proxy the descriptors that it needs to start, and no limit as it is', () => {
  expect(scaledNofile({ soft: 1024, hard: null }, 0.01)).toEqual({ soft: 64, hard: null });
});
