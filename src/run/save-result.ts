import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { reasonOf, TidegateError } from '../lib/errors.js';
import { jsonText } from '../lib/text/printable.js';
import type { RunResult } from '../model/run-result.js';
import { makeFolder } from './make-folder.js';

/** The folder for results if the user names no place. */
const RUNS = join('reports', 'runs');

/** Where a run is to be saved; null = no place was named. */
export interface SavePlaces {
  readonly out: string | null;
  readonly ledger: string | null;
}

/**
 * Checks, before a run that may take a minute, that its result and its ledger can be written
 * afterwards.
 * @param places null = under `reports/runs/` of `cwd`, the ledger beside the result
 * @throws TidegateError RESULT_NOT_WRITABLE
 */
export async function checkSavable({ out, ledger }: SavePlaces, cwd: string): Promise<void> {
  await checkWritable(out, cwd, '--out');
  if (ledger !== null || out !== null) {
    await checkWritable(ledger ?? ledgerBeside(out ?? ''), cwd, '--ledger');
  }
}

async function checkWritable(named: string | null, cwd: string, option: Option): Promise<void> {
  const path = resolve(cwd, named ?? join(RUNS, 'a-run.json'));
  try {
    const there = await firstThere(path);
    const isDirectory = (await stat(there)).isDirectory();
    if (isDirectory && there === path) throw new Error('it is a directory');
    if (!isDirectory && there !== path) throw new Error(`${there} is no directory`);
    await access(there, constants.W_OK);
  } catch (error) {
    throw saveFailed(named ?? RUNS, error, option);
  }
}

/** The path itself, or the nearest folder above it that exists: no folder is made before the run. */
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
 * @returns the file's path, relative if `out` was relative.
 * @throws TidegateError RESULT_NOT_WRITABLE
 */
export async function saveResult(
  result: RunResult,
  out: string | null,
  cwd: string,
): Promise<string> {
  const stamp = result.startedAt.replace(/[:.]/g, '-').replace(/-\d+Z$/, 'Z');
  const file = out ?? join(RUNS, `${stamp}-${result.scenario}.json`);
  await save(file, jsonText(result, 0), cwd, '--out');
  return file;
}

/**
 * Writes a ledger to the place that the user named, or beside the file of its result. @returns its
 * path
 */
export async function saveLedger(
  bytes: Uint8Array,
  { named, result }: { readonly named: string | null; readonly result: string },
  cwd: string,
): Promise<string> {
  const file = named ?? ledgerBeside(result);
  await save(file, bytes, cwd, '--ledger');
  return file;
}

function ledgerBeside(result: string): string {
  return `${result.replace(/\.json$/, '')}.ledger`;
}

type Option = '--out' | '--ledger';

async function save(
  file: string,
  data: string | Uint8Array,
  cwd: string,
  option: Option,
): Promise<void> {
  const path = resolve(cwd, file);
  try {
    await makeFolder(dirname(path));
    await writeFile(path, data);
  } catch (error) {
    throw saveFailed(file, error, option);
  }
}

function saveFailed(file: string, cause: unknown, option: Option): TidegateError {
  const why = reasonOf(cause);
  const what = option === '--out' ? 'result' : 'ledger';
  return new TidegateError(
    'RESULT_NOT_WRITABLE',
    `the ${what} cannot be written to ${file}: ${why}`,
    {
      hint: `Name a writable place with ${option}.`,
      cause,
    },
  );
}
