import { execFile } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { TidegateError } from '../lib/errors.js';

/** How maintenance is switched on one backend; both resolve when it has taken effect on disk. */
export interface Flip {
  on(): Promise<void>;
  off(): Promise<void>;
}

/**
 * Flips by the existence of a file. It is written beside its place and renamed into it, so that
 * no health check ever reads half a page.
 */
export function fileFlip(file: string, page: string): Flip {
  const draft = `${file}.${process.pid}.draft`;
  return {
    on: async () => {
      await writeFile(draft, page);
      await rename(draft, file);
    },
    off: async () => {
      await rm(file, { force: true });
      await rm(draft, { force: true });
    },
  };
}

/**
 * Flips by commands of the user's own, run by the shell.
 * @throws TidegateError FLIP_FAILED with what the command said.
 */
export function commandFlip(on: string, off: string): Flip {
  return { on: () => shell('--maintenance-on', on), off: () => shell('--maintenance-off', off) };
}

function shell(option: string, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', command], { timeout: 60_000 }, (error, stdout, stderr) => {
      if (!error) return resolve();
      const said = (stderr || stdout).trim();
      reject(
        new TidegateError(
          'FLIP_FAILED',
          `${option} "${command}" failed (${error.signal ?? `exit code ${error.code}`})${said ? `: ${said}` : ''}`,
          { hint: 'Run the command by hand; it must exit with 0 once maintenance is switched.' },
        ),
      );
    });
  });
}
