import { expect, test } from 'vitest';
import { runMain } from '../../support/run-main.js';

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
  const wanted = message.includes(' stands ') ? 'OPTION_MISPLACED' : 'OPTION_BAD';
  expect(stderr).toContain(` [${wanted}]\n`);
});

test('an option of a flip is misplaced beside a scenario without one', async () => {
  const { code, stderr } = await runMain(
    ...['run', 'hold', '--url', 'http://127.0.0.1:1', '--maintenance-on', 'true'],
  );
  expect(code).toBe(2);
  expect(stderr).toContain('--maintenance-on stands beside a scenario without a flip');
});
