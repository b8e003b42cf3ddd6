import { expect, test } from 'vitest';
import { runMain } from '../../support/run-main.js';

test.each([
  [['--url', 'http://127.0.0.1:1'], '--url needs --backend-url'],
  [['--wait', '8s'], '--wait needs --url'],
  [['--maintenance-text', ' '], '--maintenance-text is blank'],
  [['--ramp', '8'], '--ramp is "8"'],
  [['--ramp', '9999h'], '--ramp is "9999h"'],
  [['--patience', '0s'], '--patience is "0s"'],
  [['--wait', 'never'], '--wait is "never"'],
  [['--header', 'no colon'], '--header is not "Name: value": "no ..."'],
  [['--header', 'Connection: close'], '--header says Connection, which the load writes itself'],
  [['--health-path', 'health'], '--health-path is "health"'],
  [['--max-closes', '-1'], '--max-closes is "-1"'],
  [['--rise', '2'], '--rise needs --url'],
])('run maintenance %s: one error, exit 2', async (options, message) => {
  const { code, stdout, stderr } = await runMain('run', 'maintenance', ...options);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.startsWith(`tidegate: ${message}`), stderr).toBe(true);
  const wanted = message.includes(' needs ') ? 'OPTION_MISPLACED' : 'OPTION_BAD';
  expect(stderr).toContain(` [${wanted}]\n`);
});

test('an option of a flip is misplaced beside a scenario without one', async () => {
  const { code, stderr } = await runMain(
    ...['run', 'hold', '--url', 'http://127.0.0.1:1', '--maintenance-on', 'true'],
  );
  expect(code).toBe(2);
  expect(stderr).toContain('--maintenance-on needs a scenario with a flip');
});
