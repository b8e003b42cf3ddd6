import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.js';
import type { World } from '../../src/cli/world.js';

/** Runs a script in which uncaught errors are handled as in the command. */
const run = (script: string) =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { endOnFault } from '${new URL('../../dist/cli/faults.js', import.meta.url)}';
       endOnFault(process); ${script}`,
    ],
    { encoding: 'utf8' },
  );

test.each([
  ['an error thrown in a callback', "setTimeout(() => { throw new Error('a bug'); }, 1);"],
  ['a promise rejected, and nobody waits', "Promise.reject(new Error('a bug'));"],
  [
    'an error event that nobody hears',
    "(await import('node:events')).default.prototype.emit.call(process.stdin, 'error', new Error('a bug'));",
  ],
  ['a failing start', "throw new Error('a bug');"],
])('%s is never taken for a failed check: exit 3', (_, script) => {
  const { status, stderr } = run(script);
  expect(stderr).toMatch(/^tidegate: a fault of Tidegate's own, please report it:\nError: a bug\n/);
  expect(status).toBe(3);
});

test('nor is work that waits for what can never happen', () => {
  expect(run('await new Promise(() => {});').status).toBe(3);
});

test('nor is one that the command line catches', async () => {
  let stderr = '';
  const world: World = {
    argv: ['node', 'tidegate', 'run', 'maintenance'],
    env: {},
    cwd: () => {
      throw new Error('a bug');
    },
    stdout: { write: () => undefined },
    stderr: { write: (text) => (stderr += text) },
    on: () => undefined,
    off: () => undefined,
    exit: () => undefined,
  };
  await main(world);
  expect(stderr).toMatch(/^tidegate: a fault of Tidegate's own, please report it:\nError: a bug\n/);
  expect(world.exitCode).toBe(3);
});
