import { rename, rm, writeFile } from 'node:fs/promises';
import { monotonicMs } from '../../lib/clock.js';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import type { CommandReport } from '../../model/run-result.js';

/**
 * How maintenance is switched on one backend. Both functions resolve when the switch has taken
 * effect, with the time at which it did, on the clock of lib/clock.
 */
export interface Flip {
  on(): Promise<number>;
  off(): Promise<number>;
  /** The commands that were run for it so far, if it is switched by commands. */
  readonly commands: readonly CommandReport[];
}

/**
 * Flips by creating and removing a file. The file is written beside its place and renamed, so that
 * no health check ever reads half a page.
 * @throws TidegateError FLIP_FAILED
 */
export function fileFlip(file: string, page: string): Flip {
  const draft = `${file}.${process.pid}.draft`;
  return {
    commands: [],
    on: () =>
      switched(`the maintenance page cannot be put at ${file}`, async () => {
        await writeFile(draft, page);
        await rename(draft, file);
      }),
    off: () =>
      switched(`the maintenance page cannot be removed from ${file}`, async () => {
        await rm(file, { force: true });
        await rm(draft, { force: true });
      }),
  };
}

async function switched(otherwise: string, act: () => Promise<void>): Promise<number> {
  try {
    await act();
  } catch (error) {
    const why = reasonOf(error);
    throw new TidegateError('FLIP_FAILED', `${otherwise}: ${why}`, {
      cause: error,
      hint: 'Make its folder writable, with space left on its disk.',
    });
  }
  return monotonicMs();
}
