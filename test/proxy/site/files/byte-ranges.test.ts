import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRanges } from '../../../../src/proxy/site/files/byte-ranges.js';

const ENOUGH = Number.POSITIVE_INFINITY;

test.each([
  ['bytes=0-4', [[0, 5]]],
  ['bytes=-3', [[7, 10]]],
  ['bytes=8-', [[8, 10]]],
  [
    'Bytes=0-0, -1',
    [
      [0, 1],
      [9, 10],
    ],
  ],
  ['bytes=0-99', [[0, 10]]],
  ['bytes=10-', []],
  ['bytes=3-1', []],
  ['bytes=x', []],
  ['bytes=0-1,', []],
  ['bytes=9223372036854775808-', []],
  ['bytes=-99999999999999999999', []],
  ['bytes=0-7,2-5', null],
  ['bytes=', null],
  ['bytes', null],
  ['lines=0-1', null],
] as const)('%s of ten bytes', (field, expected) => {
  const ranges = readRanges(field, 10, ENOUGH);
  expect(ranges?.map(({ start, end }) => [start, end]) ?? null).toEqual(expected);
});

test('more ranges than may be asked for are not sent', () => {
  expect(readRanges('bytes=0-0,2-2', 10, 2)).toHaveLength(2);
  expect(readRanges('bytes=0-0,2-2,4-4', 10, 2)).toBeNull();
  expect(readRanges('bytes=0-0', 10, 0)).toBeNull();
});

test('whatever is asked for is inside the file, and no more in all than there is', () => {
  const some = fc.constantFrom(...'0123456789-, x');
  const field = fc.string({ unit: some, maxLength: 12 }).map((text) => `bytes=${text}`);
  fc.assert(
    fc.property(field, fc.nat({ max: 40 }), (text, sizeBytes) => {
      let total = 0;
      for (const { start, end } of readRanges(text, sizeBytes, ENOUGH) ?? []) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        total += end - start;
      }
      expect(total).toBeLessThanOrEqual(sizeBytes);
    }),
    { numRuns: 2000 },
  );
});
