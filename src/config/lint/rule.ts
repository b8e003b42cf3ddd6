import type { Finding, Severity } from '../../model/lint.js';

export type Found = Pick<Finding, 'message' | 'mend' | 'place' | 'edits'> & {
  /** Given if a finding is more or less severe than usual for its rule. */
  readonly severity?: Severity;
};

/** One rule: a file of its own, a line in the registry, a case in the tests, a part of docs/lint.md. */
export interface Rule<Input> {
  readonly severity: Severity;
  /** The same for all findings of the rule. */
  readonly why: string;
  /** @param input everything that a rule of this language can use */
  find(input: Input): Iterable<Found>;
}
