import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { runDirectories } from '../support/leftovers.js';
import { loopbackBlock } from '../support/loopback.js';
import { quickScenario } from '../support/scenario.js';

const scenario = quickScenario();
afterEach(() => scenario.remove());

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
