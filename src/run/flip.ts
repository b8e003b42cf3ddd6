import { rename, rm, writeFile } from 'node:fs/promises';
import { monotonicMs } from '../lib/clock.js';
import { EXIT, TidegateError } from '../lib/errors.js';
import type { CommandEnd } from './command/command.js';
import { commandError } from './command/command-error.js';
import type { CommandPair } from './command/last-word.js';
import type { Janitor } from './janitor.js';

/**
 * How maintenance is switched on one backend. Both resolve when it has taken effect, with the time
 * at which it had, on the clock of lib/clock.
 */
export interface Flip {
  on(): Promise<number>;
  off(): Promise<number>;
}

/**
 * Flips by the existence of a file. It is written beside its place and renamed into it, so that
 * no health check ever reads half a page.
 * @throws TidegateError FLIP_FAILED
 */
export function fileFlip(file: string, page: string): Flip {
  const draft = `${file}.${process.pid}.draft`;
  return {
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
    const why = error instanceof Error ? error.message : String(error);
    throw new TidegateError('FLIP_FAILED', `${otherwise}: ${why}`, {
      exitCode: EXIT.invalid,
      cause: error,
      hint: 'Make its folder writable, with space left on its disk.',
    });
  }
  return monotonicMs();
}

/**
 * Flips by commands of the user's own, which the janitor runs.
 * @throws TidegateError FLIP_FAILED, FLIP_TIMEOUT with what the command said, JANITOR_DIED
 */
export function commandFlip(pair: CommandPair, janitor: Pick<Janitor, 'on' | 'off'>): Flip {
  const switchedAt = (which: 'on' | 'off', end: CommandEnd | null): number => {
    const error = end && commandError(which, pair, end);
    if (error) throw error;
    return end?.atMs ?? monotonicMs();
  };
  return {
    on: async () => switchedAt('on', await janitor.on()),
    off: async () => switchedAt('off', await janitor.off()),
  };
}
