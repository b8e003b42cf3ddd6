import { expect, test } from 'vitest';
import { formatLogTime } from '../../../src/proxy/log/log-time.js';

test.each([
  [-330, '24/Nov/2026:06:05:09 +0530', '2026-11-24T06:05:09+05:30'],
  [0, '24/Nov/2026:06:05:09 +0000', '2026-11-24T06:05:09+00:00'],
  [210, '24/Nov/2026:06:05:09 -0330', '2026-11-24T06:05:09-03:30'],
])('a time %i minutes behind UTC', (minutes, local, iso) => {
  const at = new Date(2026, 10, 24, 6, 5, 9);
  at.getTimezoneOffset = () => minutes;
  expect(formatLogTime(at)).toEqual({ error: '2026/11/24 06:05:09', local, iso8601: iso });
});
