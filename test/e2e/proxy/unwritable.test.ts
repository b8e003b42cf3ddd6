import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli, runCliInto } from '../../support/cli.js';
import { loopbackBlock } from '../../support/loopback.js';
import { quickScenario } from '../../support/scenario.js';

describe.concurrent('a place that cannot be written is one clear error, exit 2', () => {
  const scenario = quickScenario();
  afterAll(scenario.remove);
  const nowhere = join(scenario.directory, 'scenario.yaml', 'below');

  test.each([
    ['run', ['--out', '/tmp/never.json']],
    ['up', []],
  ])('TMPDIR, in %s', async (command, more) => {
    const { code, stdout, stderr } = await runCli(
      [command, scenario.file, '--loopback', loopbackBlock, ...more],
      { TMPDIR: nowhere, XDG_STATE_HOME: scenario.directory },
    );
    expect(stderr).toBe(
      `tidegate: the run's directory cannot be made under ${nowhere} (TMPDIR): ENOTDIR: not a directory, mkdir '${stderr.match(/mkdir '(.*)'/)?.[1]}' [TMPDIR_NOT_WRITABLE]\n` +
        '  Set TMPDIR to a folder that exists and can be written to.\n',
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('standard output', async () => {
    const { code, stderr } = await runCliInto('/dev/full', ['facts']);
    expect(stderr).toMatch(
      /^tidegate: standard output cannot be written: ENOSPC.* \[OUTPUT_FAILED\]\n {2}\S/,
    );
    expect(stderr.match(/OUTPUT_FAILED/g)).toHaveLength(1);
    expect(code).toBe(2);
  });
});
