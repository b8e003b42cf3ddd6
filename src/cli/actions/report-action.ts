import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { reasonOf, TidegateError } from '../../lib/errors.js';
import { readBounded } from '../../lib/read-bounded.js';
import { RENDERERS, type RunFormat } from '../../report/renderers.js';
import { parseRun } from '../../report/run/parse-run.js';
import { makeFolder } from '../../run/make-folder.js';
import { print } from '../print.js';
import type { World } from '../world.js';

export interface ReportOptions {
  readonly format: RunFormat;
  readonly out?: string;
  readonly quiet?: true;
}

/** The result of a run that lasts a week has a tenth of this size. */
const MAX_BYTES = 100_000_000;

/** @throws TidegateError OPTION_BAD, RESULT_NOT_READABLE, RESULT_NOT_WRITABLE, and those of parseRun */
export async function reportRun(
  file: string,
  { format, out, quiet }: ReportOptions,
  world: World,
): Promise<void> {
  const path = resolve(world.cwd(), file);
  const target = out === undefined ? null : resolve(world.cwd(), out);
  if (target !== null && isSame(path, target)) {
    throw new TidegateError('OPTION_BAD', `--out is ${out}, the result itself`, {
      hint: 'Name another file: the result would be lost.',
    });
  }
  const result = parseRun(readText(path, file), file);
  const load = RENDERERS.run[format];
  if (target === null) {
    if (!quiet) await print(world, load, result);
    return;
  }
  let text = '';
  await print(world, load, result, { write: (some) => (text += some) });
  await write(target, text);
}

/** Whether two paths lead to the same file. */
function isSame(path: string, target: string): boolean {
  const [one, other] = [path, target].map((name) => {
    try {
      return statSync(name);
    } catch {
      return null;
    }
  });
  return Boolean(one && other && one.ino === other.ino && one.dev === other.dev);
}

function readText(path: string, file: string): string {
  try {
    return readBounded(path, MAX_BYTES).toString();
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new TidegateError('RESULT_NOT_READABLE', `cannot read ${file}: ${reason}`, {
      hint: 'Name a file that tidegate run saved, as those under reports/runs.',
      cause,
    });
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeFile(path, text);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new TidegateError('RESULT_NOT_WRITABLE', `the report cannot be written: ${reason}`, {
      hint: 'Name a writable place with --out.',
      cause,
    });
  }
}
