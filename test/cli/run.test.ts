import { expect, test } from 'vitest';
import { runMain } from '../support/run-main.js';

test.each([
  [['--url', 'http://127.0.0.1:1'], '--url stands without --backend-url'],
  [['--wait', '8s'], '--wait stands without --url'],
  [['--maintenance-text', ' '], '--maintenance-text is blank'],
  [['--ramp', '8'], '--ramp is "8"'],
  [['--patience', '0s'], '--patience is "0s"'],
  [['--wait', 'never'], '--wait is "never"'],
  [['--header', 'no colon'], '--header is not "Name: value": "no ..."'],
  [['--header', 'Connection: close'], '--header says Connection, which is the load'],
  [['--health-path', 'health'], '--health-path is "health"'],
  [['--max-closes', '-1'], '--max-closes is "-1"'],
  [['--rise', '2'], '--rise stands without --url'],
])('run maintenance %s: one error, exit 2', async (options, message) => {
  const { code, stdout, stderr } = await runMain('run', 'maintenance', ...options);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.startsWith(`tidegate: ${message}`), stderr).toBe(true);
  expect(stderr).toContain(' [OPTION_BAD]\n');
});
