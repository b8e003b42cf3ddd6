import { expect, test } from 'vitest';
import { listed } from '../../../src/lib/text/listed.js';

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b and 3 more'],
])('%j: %s', (texts, expected) => {
  expect(listed(texts, 2)).toBe(expected);
});
