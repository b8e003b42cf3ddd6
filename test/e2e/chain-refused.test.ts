import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { runDirectories } from '../support/leftovers.js';
import { loopback, loopbackBlock } from '../support/loopback.js';
import { quickScenario } from '../support/scenario.js';

const scenario = quickScenario();
afterAll(() => scenario.remove());

test('where its place cannot be noted, the chain is taken down again: one error, exit 2', async () => {
  const { code, stderr } = await runCli(['up', scenario.file, '--loopback', loopbackBlock], {
    TMPDIR: scenario.directory,
    // A file, so no folder can be made below it.
    XDG_STATE_HOME: join(scenario.directory, 'scenario.yaml'),
  });
  expect(stderr).toMatch(/^tidegate: cannot note where the chain is: .*\[UP_STATE_NOT_WRITABLE\]/);
  expect(code).toBe(2);
  expect(runDirectories(scenario.directory)).toEqual([]);
});

test('where an address is taken, the error says by its last words which one', async () => {
  const taken = createServer().listen(18_090, loopback(1));
  await once(taken, 'listening');
  const args = ['run', scenario.file, '--loopback', loopbackBlock];
  const { code, stderr } = await runCli(args).finally(() => taken.close());
  expect(code).toBe(2);
  expect(stderr).toMatch(/^tidegate: the backend server a ended by itself .*\[BOX_NOT_STARTED\]/);
  expect(stderr).toContain(` | tidegate: ${loopback(1)}:18090 is in use [LISTEN_IN_USE]\n`);
  expect(stderr, 'no trace').not.toMatch(/^ +at /m);
});
