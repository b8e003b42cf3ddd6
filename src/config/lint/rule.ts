import type { Finding, Severity } from '../../model/lint.js';

export type Found = Pick<Finding, 'message' | 'mend' | 'place' | 'edits'> & {
  /** Where a finding is graver or lighter than its rule is as a rule. */
  readonly severity?: Severity;
};

/** One rule: a file of its own, a line in the registry, a case in the tests, a part of docs/lint.md. */
export interface Rule<Input> {
  readonly severity: Severity;
  /** The same for all its findings. */
  readonly why: string;
  /** @param input everything a rule of this language may look at. */
  find(input: Input): Iterable<Found>;
}
