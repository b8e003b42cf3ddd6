import * as v from 'valibot';
import { TidegateError } from '../../lib/errors.js';
import { nameOfPath, parseJson, placeOfPath } from '../../lib/json-file.js';
import type { RunResult } from '../../model/run-result.js';
import { runSchema } from './run-schema.js';

/**
 * A result has seven levels. Without a limit, an endless nesting would exhaust the stack of the
 * process.
 */
const MOST_LEVELS = 64;

const SAVED = 'Name a file that tidegate run saved, as those under reports/runs.';
const NOT_JSON = {
  code: 'RESULT_NOT_JSON',
  hint: `Was it cut short? ${SAVED} A .ledger file is for tidegate verify.`,
} as const;

/**
 * Reads the result of a run from the text of its file.
 * @param file its name, for the messages
 * @throws TidegateError RESULT_NOT_JSON, RESULT_UNSUPPORTED, RESULT_BAD
 */
export function parseRun(text: string, file: string): RunResult {
  const stored = parseJson(text, file, NOT_JSON);
  checkVersion(stored, file);
  const result = v.safeParse(runSchema, stored);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  throw new TidegateError('RESULT_BAD', `${nameOfPath(path)}: ${issue.message}`, {
    place: placeOfPath(text, file, path),
    hint: SAVED,
  });
}

function checkVersion(stored: unknown, file: string): void {
  const { schema } = Object(stored) as { readonly schema?: unknown };
  const [, version] = /^tidegate\.run\/(\d{1,9})$/.exec(String(schema)) ?? [];
  if (Number(version) > 1) {
    const message = `${file} was written by a later Tidegate, as ${schema}`;
    throw new TidegateError('RESULT_UNSUPPORTED', message, {
      hint: 'Upgrade Tidegate: this one reads tidegate.run/1.',
    });
  }
  if (version !== '1' || isDeeper(stored, MOST_LEVELS)) {
    const what = typeof schema === 'string' ? `, but ${schema.slice(0, 60)}` : '';
    const message = `${file} is not the result of a run${version === '1' ? '' : what}`;
    throw new TidegateError('RESULT_BAD', message, { hint: SAVED });
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
