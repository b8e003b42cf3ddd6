import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatMs,
  parseDurationMs,
  parseSizeBytes,
} from '../../src/lib/units.js';

describe('durations', () => {
  test.each([
    ['500ms', 500],
    ['2s', 2000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
  ])('%s is %d ms', (text, ms) => expect(parseDurationMs(text)).toBe(ms));

  test.each(['', '5', 's', '-1s', '1 s', '1d', '1e3s', 'NaNs'])('%j is none', (text) =>
    expect(parseDurationMs(text)).toBeNull(),
  );
});

describe('sizes', () => {
  test.each([
    ['64', 64],
    ['64k', 65_536],
    ['1m', 1_048_576],
    ['1G', 1_073_741_824],
  ])('%s is %d bytes', (text, bytes) => expect(parseSizeBytes(text)).toBe(bytes));

  test.each(['', 'k', '1.5k', '-1', '1kb'])('%j is none', (text) =>
    expect(parseSizeBytes(text)).toBeNull(),
  );
});

describe('for people', () => {
  test('counts are grouped by thousands and lose nothing', () => {
    expect(formatCount(236_818_764_217)).toBe('236,818,764,217');
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 }), (n) => {
        expect(Number(formatCount(n).replaceAll(',', ''))).toBe(n);
      }),
    );
  });

  test('durations and bytes take the unit that fits', () => {
    expect([
      formatMs(0.84),
      formatMs(350),
      formatMs(4200),
      formatMs(60_000),
      formatMs(185_000),
    ]).toEqual(['0.8 ms', '350 ms', '4.2 s', '1 min', '3 min 5 s']);
    expect([formatBytes(640), formatBytes(3860), formatBytes(24_900_000_000)]).toEqual([
      '640 B',
      '3.9 kB',
      '24.9 GB',
    ]);
  });
});
