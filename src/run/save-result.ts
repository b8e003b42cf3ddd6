import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { TidegateError } from '../lib/errors.js';
import { jsonText } from '../lib/printable.js';
import type { RunResult } from '../model/run-result.js';
import { makeFolder } from './make-folder.js';

/** Where results go that were given no place. */
const RUNS = join('reports', 'runs');

/**
 * Makes sure, before a run of a minute, that its result can be written afterwards.
 * @param out the file; null = one under `reports/runs/` of `cwd`.
 * @throws TidegateError RESULT_NOT_WRITABLE
 */
export async function checkSavable(out: string | null, cwd: string): Promise<void> {
  const path = resolve(cwd, out ?? join(RUNS, 'a-run.json'));
  try {
    const there = await firstThere(path);
    const isDirectory = (await stat(there)).isDirectory();
    if (isDirectory && there === path) throw new Error('it is a directory');
    if (!isDirectory && there !== path) throw new Error(`${there} is no directory`);
    await access(there, constants.W_OK);
  } catch (error) {
    throw saveFailed(out ?? RUNS, error);
  }
}

/** The path itself, or the nearest folder above it that exists: nothing is made before the run. */
async function firstThere(path: string): Promise<string> {
  try {
    await access(path, constants.F_OK);
    return path;
  } catch {
    return path === dirname(path) ? path : firstThere(dirname(path));
  }
}

/**
 * Writes a run's result as JSON.
 * @param out the file; null = `reports/runs/<time>-<scenario>.json` under `cwd`.
 * @returns the file's path, relative where it was given so.
 * @throws TidegateError RESULT_NOT_WRITABLE
 */
export async function saveResult(
  result: RunResult,
  out: string | null,
  cwd: string,
): Promise<string> {
  const stamp = result.startedAt.replace(/[:.]/g, '-').replace(/-\d+Z$/, 'Z');
  const file = out ?? join(RUNS, `${stamp}-${result.scenario}.json`);
  const path = resolve(cwd, file);
  try {
    await makeFolder(dirname(path));
    await writeFile(path, jsonText(result, 0));
  } catch (error) {
    throw saveFailed(file, error);
  }
  return file;
}

function saveFailed(file: string, cause: unknown): TidegateError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TidegateError(
    'RESULT_NOT_WRITABLE',
    `the result cannot be written to ${file}: ${why}`,
    {
      hint: 'Name a writable place with --out.',
      cause,
    },
  );
}
