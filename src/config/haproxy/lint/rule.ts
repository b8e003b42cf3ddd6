import type { Warning } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { HaproxyConfig } from '../../../model/haproxy.js';
import type { AssessedHop } from '../../lint/assessed-hop.js';
import type { Rule } from '../../lint/rule.js';
import type { Section } from '../reading/written-sections.js';

/** Everything that a rule can use. */
export interface LintInput {
  readonly config: HaproxyConfig;
  /** The text of the configuration, for places and for what the model has no field for. */
  readonly sections: readonly Section[];
  /** The `backend` and `listen` sections with servers. */
  readonly backends: readonly Section[];
  /** A fact that is left out is unknown; a rule that needs it finds nothing. */
  readonly facts: HostFacts;
  readonly hops: readonly AssessedHop[];
  /** Warnings of the calculator. */
  readonly warnings: readonly Warning[];
}

export type LintRule = Rule<LintInput>;
