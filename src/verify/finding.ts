import type { CheckResult } from '../model/run-result.js';

/** A check's result without the check's id. */
export type Finding = Omit<CheckResult, 'id'>;

/** The blame of a check if nothing is proven against the deployment. */
export const TESTER = 'tester';

/** Enough to find the culprits in the ledger. */
const SAMPLE_LIMIT = 5;

/** The first few rows in words. A large table is read no further. */
export function samplesOf<T>(rows: Iterable<T>, describe: (row: T) => string): string[] {
  const samples: string[] = [];
  for (const row of rows) {
    if (samples.length === SAMPLE_LIMIT) break;
    samples.push(describe(row));
  }
  return samples;
}

export function pass(expected: string, actual: string): Finding {
  return { status: 'pass', expected, actual, blame: '', samples: [] };
}

/** Not judged; `why` names the evidence that is missing. */
export function skip(expected: string, why: string): Finding {
  return { status: 'skip', expected, actual: why, blame: '', samples: [] };
}

/** The check holds, but the user should know something about it. */
export function warn(expected: string, actual: string, samples: readonly string[] = []): Finding {
  return { status: 'warn', expected, actual, blame: '', samples: samples.slice(0, SAMPLE_LIMIT) };
}

/** @param blame the box that broke it, as CheckResult names them. */
export function fail(
  expected: string,
  actual: string,
  blame: string,
  samples: readonly string[] = [],
): Finding {
  return { status: 'fail', expected, actual, blame, samples: samples.slice(0, SAMPLE_LIMIT) };
}
