import type { CheckResult } from '../model/run-result.js';

/** A check's result before it is given the check's id. */
export type Finding = Omit<CheckResult, 'id'>;

/** Whom a check blames where nothing is shown against the deployment. */
export const TESTER = 'tester';

/** Enough to find the culprits in the ledger. */
const SAMPLE_LIMIT = 5;

/** The first few of these, in words; rows of a large table are read no further. */
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

/** Held, but something about it should be known. */
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
