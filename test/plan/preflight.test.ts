import { expect, test } from 'vitest';
import { EXIT } from '../../src/lib/errors.js';
import { preflight } from '../../src/plan/preflight.js';

const capacity = (max: number | null) => ({
  endToEnd: { max, binding: { hop: 'backends', limit: 'max_conns' } },
});

test('what fits goes ahead, and so does what has no known limit', () => {
  expect(preflight(28_000, capacity(28_000))).toBeNull();
  expect(preflight(1e9, capacity(null))).toBeNull();
});

test('what does not fit says what binds, and that nothing was learnt', () => {
  expect(preflight(28_001, capacity(28_000))).toMatchObject({
    code: 'CAPACITY_EXCEEDED',
    message: '28,001 connections planned, 28,000 fit (max_conns of backends)',
    exitCode: EXIT.invalid,
    hint: expect.stringContaining('--connections 28000'),
  });
});
