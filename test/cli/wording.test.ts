import { describe, expect, test } from 'vitest';
import { runMain } from '../support/run-main.js';

const COMMANDS = [
  'facts',
  'capacity',
  'lint',
  'prove',
  'run',
  'up',
  'maintenance',
  'bench',
  'proxy',
];

describe.each(COMMANDS)('tidegate %s', (command) => {
  test('shows an example in its help, and ends with one line feed', async () => {
    const { code, stdout } = await runMain(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`\n  $ tidegate ${command} `);
    expect(stdout).toMatch(/[^\n]\n$/);
  });

  test('can be quiet', async () => {
    expect((await runMain(command, '--help')).stdout).toContain('--quiet');
  });

  test('words a wrong option as every other error', async () => {
    const { code, stdout, stderr } = await runMain(command, '--nonsense');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^tidegate: .+\n {2}See --help\.\n$/);
  });
});

test('--json is heard even where --quiet is said too', async () => {
  const { stdout } = await runMain('facts', '--json', '--quiet');
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'tidegate.facts/1' });
});
