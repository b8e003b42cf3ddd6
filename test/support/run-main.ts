import { main } from '../../src/cli/main.js';
import type { World } from '../../src/cli/world.js';

export interface MainRun {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in a made world: no terminal, no colour, 80 columns. */
export async function runMain(...args: readonly string[]): Promise<MainRun> {
  let [stdout, stderr] = ['', ''];
  const world: World = {
    argv: ['node', 'tidegate', ...args],
    env: {},
    cwd: () => process.cwd(),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    on: () => undefined,
    off: () => undefined,
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  };
  await main(world);
  return { code: world.exitCode ?? 0, stdout, stderr };
}
