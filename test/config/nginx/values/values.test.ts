import { expect, test } from 'vitest';
import { checkRegex, timeMs } from '../../../../src/config/nginx/values/values.js';
import { refusalOf } from '../../../support/refusal.js';

const time = (text: string) =>
  timeMs({ text, quoted: true, place: { file: 'nginx.conf', line: 1, column: 1 } });

test.each([
  ['8', 8000],
  ['8s', 8000],
  ['500ms', 500],
  ['1h30m', 5_400_000],
  ['1h 30m', 5_400_000],
  ['1m1s1ms', 61_001],
  ['1y 1M 1w 1d', 31_536_000_000 + 2_592_000_000 + 604_800_000 + 86_400_000],
  ['1m 5', 65_000],
  ['0', 0],
])('"%s" is %i ms', (text, ms) => {
  expect(time(text)).toBe(ms);
});

test.each(['', ' ', '30m1h', '1h1h', '1x', 's', '1 s', '-1', '1.5s', '1mss'])(
  '"%s" is no time',
  (text) => {
    expect(refusalOf(() => time(text))).toContain('CONFIG_VALUE_BAD');
  },
);

test('a long run of blanks is refused at once', () => {
  expect(refusalOf(() => time(' '.repeat(65_536)))).toContain('CONFIG_VALUE_BAD');
  expect(refusalOf(() => time(`${'1'.repeat(65_536)}x`))).toContain('CONFIG_VALUE_BAD');
});

test('a pattern that is only refused when it first runs is refused when it is read', () => {
  const place = { file: 'f', line: 1, column: 1 };
  expect(refusalOf(() => checkRegex(`${' '.repeat(40_000)}welcome`, place))).toContain(
    'CONFIG_REGEX_BAD f:1:1',
  );
});
