import type { Warning } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { HaproxyConfig } from '../../../model/haproxy.js';
import type { AssessedHop } from '../../lint/assessed-hop.js';
import type { Rule } from '../../lint/rule.js';
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
  readonly hops: readonly AssessedHop[];
  /** What the calculator has warned of already. */
  readonly warnings: readonly Warning[];
}

export type LintRule = Rule<LintInput>;
