import type { CapacityReport } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { Deployment } from '../../../model/hop.js';
import type { Finding, LintCode } from '../../../model/lint.js';
import type { NginxConfig } from '../../../model/nginx.js';
import type { Clients } from '../clients.js';
import type { Directive } from '../syntax.js';
import { DirectiveIndex } from './directive-index.js';
import { assessedPasses } from './passes.js';
import { LINT_RULES } from './registry.js';
import type { LintInput, LintRule } from './rule.js';

/** A configuration as it was read, and what has been computed from it. */
export interface Examined {
  readonly directives: readonly Directive[];
  readonly config: NginxConfig;
  readonly facts: HostFacts;
  readonly clients: Clients;
  readonly deployment: Deployment;
  /** Of that deployment on that host. */
  readonly capacity: CapacityReport;
}

/** Every finding of every rule, by file, line and column. */
export function lint(examined: Examined): Finding[] {
  const { config, facts, clients, deployment, capacity } = examined;
  const hops = deployment.hops.flatMap((hop, index) => {
    const assessed = capacity.hops[index];
    return assessed ? [{ hop, capacity: assessed }] : [];
  });
  const input: LintInput = {
    config,
    facts,
    clients,
    written: new DirectiveIndex(examined.directives),
    passes: assessedPasses(config, hops),
    warnings: capacity.warnings,
  };
  const rules = Object.entries(LINT_RULES) as [LintCode, LintRule][];
  return rules.flatMap(([code, rule]) => apply(code, rule, input)).sort(byPlace);
}

function apply(code: LintCode, rule: LintRule, input: LintInput): Finding[] {
  return [...rule.find(input)].map(({ message, mend, place, edits, severity }) => ({
    code,
    severity: severity ?? rule.severity,
    message,
    why: rule.why,
    mend,
    place,
    ...(edits && edits.length > 0 && { edits }),
  }));
}

/** Of findings in one place, the registry's order stays. */
function byPlace({ place: a }: Finding, { place: b }: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
