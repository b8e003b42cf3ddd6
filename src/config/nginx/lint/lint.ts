import type { CapacityReport } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { Deployment } from '../../../model/hop.js';
import type { Finding } from '../../../model/lint.js';
import type { NginxConfig } from '../../../model/nginx.js';
import type { Clients } from '../../clients.js';
import { applyRules } from '../../lint/apply-rules.js';
import { assessedHops } from '../../lint/assessed-hop.js';
import type { Directive } from '../syntax/syntax.js';
import { DirectiveIndex } from './directive-index.js';
import { assessedPasses } from './passes.js';
import { LINT_RULES } from './registry.js';
import type { LintInput } from './rule.js';

/** A configuration that was read, and what has been computed from it. */
export interface Examined {
  readonly directives: readonly Directive[];
  readonly config: NginxConfig;
  readonly facts: HostFacts;
  readonly clients: Clients;
  readonly deployment: Deployment;
  /** The capacity of that deployment on that host. */
  readonly capacity: CapacityReport;
}

/** Every finding of every rule, by file, line and column. */
export function lint(examined: Examined): Finding[] {
  const { config, facts, clients, deployment, capacity } = examined;
  const hops = assessedHops(deployment, capacity);
  const input: LintInput = {
    config,
    facts,
    clients,
    written: new DirectiveIndex(examined.directives),
    passes: assessedPasses(config, hops),
    warnings: capacity.warnings,
  };
  return applyRules(LINT_RULES, input);
}
