import type { HopCapacity, Warning } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { Hop } from '../../../model/hop.js';
import type { Finding, Severity } from '../../../model/lint.js';
import type { MapBlock, NginxConfig, SplitClients } from '../../../model/nginx.js';
import type { Clients } from '../clients.js';
import type { Pass } from '../routes.js';
import type { DirectiveIndex } from './directive-index.js';

/** Everything a rule may look at. */
export interface LintInput {
  readonly config: NginxConfig;
  /** The configuration as it is written, for places and for what the model has no field for. */
  readonly written: DirectiveIndex;
  /** A fact left out is unknown; a rule that needs it finds nothing. */
  readonly facts: HostFacts;
  readonly clients: Clients;
  /** Each proxy_pass with its hop as the calculator counts it. */
  readonly passes: readonly AssessedPass[];
  /** What the calculator has warned of already. */
  readonly warnings: readonly Warning[];
}

/** A hop and its figures: the two arrive together, for config may not compute capacity itself. */
export interface AssessedHop {
  readonly hop: Hop;
  readonly capacity: HopCapacity;
}

/** A proxy_pass with its hop's figures, and with what its proxy_bind may refer to. */
export interface AssessedPass extends AssessedHop {
  readonly pass: Pass;
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
}

export type Found = Pick<Finding, 'message' | 'mend' | 'place' | 'edits'> & {
  /** Where a finding is graver or lighter than its rule is as a rule. */
  readonly severity?: Severity;
};

/** One rule: a file of its own, a line in the registry, a case in the tests, a part of docs/lint.md. */
export interface LintRule {
  readonly severity: Severity;
  /** The same for all its findings. */
  readonly why: string;
  find(input: LintInput): Iterable<Found>;
}
