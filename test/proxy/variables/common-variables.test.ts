import { describe, expect, test } from 'vitest';
import { timeIso8601, timeLocal } from '../../../src/proxy/variables/common-variables.js';
import { ipBytes } from '../../../src/proxy/variables/ip-bytes.js';

test.each([
  [-330, '24/Nov/2026:06:05:09 +0530', '2026-11-24T06:05:09+05:30'],
  [0, '24/Nov/2026:06:05:09 +0000', '2026-11-24T06:05:09+00:00'],
  [210, '24/Nov/2026:06:05:09 -0330', '2026-11-24T06:05:09-03:30'],
])('a time %i minutes behind UTC', (minutes, local, iso) => {
  const at = new Date(2026, 10, 24, 6, 5, 9);
  at.getTimezoneOffset = () => minutes;
  expect([timeLocal(at), timeIso8601(at)]).toEqual([local, iso]);
});

describe('bytes of an address', () => {
  test.each([
    ['127.0.0.1', '7f000001'],
    ['255.254.3.0', 'fffe0300'],
    ['::1', `${'00'.repeat(15)}01`],
    ['2001:db8::ff00:42:8329', '20010db8000000000000ff0000428329'],
    ['::ffff:1.2.3.4', `${'00'.repeat(10)}ffff01020304`],
    ['no address', ''],
  ])('%s', (address, hex) => {
    expect(Buffer.from(ipBytes(address), 'latin1').toString('hex')).toBe(hex);
  });
});
