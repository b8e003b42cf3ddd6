import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CapacityReport } from '../../src/model/capacity.js';
import type { LintReport } from '../../src/model/lint.js';
import { runMain } from '../support/run-main.js';

const ROOT = 'test/field';

/** A file of the field input with this number. */
export function fieldFile(number: number, file: string): string {
  const beginning = `${String(number).padStart(2, '0')}-`;
  const folder = readdirSync(ROOT).find((name) => name.startsWith(beginning));
  if (folder === undefined) throw new Error(`there is no input ${number}`);
  return join(ROOT, folder, file);
}

/** `tidegate capacity FILE --facts facts.json --json` in the input's folder. */
export async function capacityOf(
  number: number,
  file: string,
  ...more: readonly string[]
): Promise<CapacityReport> {
  const facts = ['--facts', fieldFile(number, 'facts.json')];
  const run = await runMain('capacity', fieldFile(number, file), ...facts, '--json', ...more);
  if (run.code !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as CapacityReport;
}

/** The findings of `tidegate lint FILE --facts facts.json --json`. */
export async function findingsOf(
  number: number,
  file: string,
  ...more: readonly string[]
): Promise<LintReport['findings']> {
  const facts = ['--facts', fieldFile(number, 'facts.json')];
  const run = await runMain('lint', fieldFile(number, file), ...facts, '--json', ...more);
  if (run.stdout === '') throw new Error(run.stderr);
  return (JSON.parse(run.stdout) as LintReport).findings;
}
