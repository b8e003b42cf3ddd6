import { expect, it } from 'vitest';
import { isAtLeast, isBefore } from '../../src/lib/version-order.js';

it.each([
  ['2.10.1', '2.3', true],
  ['1.9', '2.0', false],
  ['2.0-dev3', '2.0', true],
  ['2.6.12-1+deb12u4', '2.6.13', false],
  ['2.3', '2.3.1', false],
  ['2.3.1', '2.3', true],
  ['5.14', '5.14', true],
])('%s is at least %s: %s', (version, wanted, expected) => {
  expect(isAtLeast(version, wanted)).toBe(expected);
  expect(isBefore(version, wanted)).toBe(!expected);
});

it('says nothing of a version that is unknown', () => {
  expect(isBefore(undefined, '2.0')).toBe(false);
});
