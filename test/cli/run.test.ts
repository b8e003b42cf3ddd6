import { expect, test } from 'vitest';
import { runMain } from '../support/run-main.js';

test.each([
  [['--url', 'http://127.0.0.1:1'], '--url stands without --backend-url'],
  [['--wait', '8s'], '--wait stands without --url'],
  [['--maintenance-text', ' '], '--maintenance-text is blank'],
  [['--ramp', '8'], '--ramp is "8"'],
])('run maintenance %s: one error, exit 2', async (options, message) => {
  const { code, stdout, stderr } = await runMain('run', 'maintenance', ...options);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(`tidegate: ${message} [OPTION_BAD]\n`);
});
