import type { Warning } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { MapBlock, NginxConfig, SplitClients } from '../../../model/nginx.js';
import type { Clients } from '../../clients.js';
import type { AssessedHop } from '../../lint/assessed-hop.js';
import type { Rule } from '../../lint/rule.js';
import type { Pass } from '../topology/routes.js';
import type { DirectiveIndex } from './directive-index.js';

/** Everything that a rule can use. */
export interface LintInput {
  readonly config: NginxConfig;
  /** The text of the configuration, for places and for what the model has no field for. */
  readonly written: DirectiveIndex;
  /** A fact that is left out is unknown; a rule that needs it finds nothing. */
  readonly facts: HostFacts;
  readonly clients: Clients;
  /** Each proxy_pass with its hop from the calculator. */
  readonly passes: readonly AssessedPass[];
  /** Warnings of the calculator. */
  readonly warnings: readonly Warning[];
}

/** A proxy_pass with the figures of its hop, and with what its proxy_bind may refer to. */
export interface AssessedPass extends AssessedHop {
  readonly pass: Pass;
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
}

export type LintRule = Rule<LintInput>;
