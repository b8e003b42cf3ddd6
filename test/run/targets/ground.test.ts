import { expect, test } from 'vitest';
import { type Ground, groundFor } from '../../../src/run/targets/ground.js';

const ground = { target: { entryBox: 'frontend', maintenance: {} } } as unknown as Ground;

test('a score that takes no backend out has no flip in its result, whatever its file says', () => {
  expect(groundFor(ground, []).target).toEqual({ entryBox: 'frontend', maintenance: null });
  expect(groundFor(ground, ['maintenance'])).toBe(ground);
});
