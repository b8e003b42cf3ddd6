import type { HopCapacity, Warning } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { HaproxyConfig } from '../../../model/haproxy.js';
import type { Hop } from '../../../model/hop.js';
import type { Finding, Severity } from '../../../model/lint.js';
import type { Section } from './written-sections.js';

/** Everything a rule may look at. */
export interface LintInput {
  readonly config: HaproxyConfig;
  /** As it is written, for places and for what the model has no field for. */
  readonly sections: readonly Section[];
  /** The `backend` and `listen` sections among them that have servers. */
  readonly backends: readonly Section[];
  /** A fact left out is unknown; a rule that needs it finds nothing. */
  readonly facts: HostFacts;
  readonly hops: readonly { readonly hop: Hop; readonly capacity: HopCapacity }[];
  /** What the calculator has warned of already. */
  readonly warnings: readonly Warning[];
}

export type Found = Pick<Finding, 'message' | 'mend' | 'place' | 'edits'>;

/** One rule: a file of its own, a line in the registry, a case in the tests, a part of docs/lint.md. */
export interface LintRule {
  readonly severity: Severity;
  /** The same for all its findings. */
  readonly why: string;
  find(input: LintInput): Iterable<Found>;
}
