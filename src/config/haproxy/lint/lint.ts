import type { CapacityReport } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { HaproxyConfig } from '../../../model/haproxy.js';
import type { Deployment } from '../../../model/hop.js';
import type { Finding } from '../../../model/lint.js';
import { applyRules } from '../../lint/apply-rules.js';
import { assessedHops } from '../../lint/assessed-hop.js';
import { writtenSections } from '../reading/written-sections.js';
import type { Line } from '../syntax/tokenize.js';
import { HAPROXY_LINT_RULES } from './registry.js';

/** A configuration that was read, and what has been computed from it. */
export interface Examined {
  readonly lines: readonly Line[];
  readonly config: HaproxyConfig;
  readonly facts: HostFacts;
  readonly deployment: Deployment;
  /** The capacity of that deployment on that host. */
  readonly capacity: CapacityReport;
}

/** Every finding of every rule, by file, line and column. */
export function lintHaproxy({ lines, config, facts, deployment, capacity }: Examined): Finding[] {
  const sections = writtenSections(lines);
  const hops = assessedHops(deployment, capacity);
  const backends = sections.filter(
    ({ kind, lines: inner }) =>
      (kind === 'backend' || kind === 'listen') &&
      inner.some(([{ text }]) => text === 'server' || text === 'server-template'),
  );
  const { warnings } = capacity;
  return applyRules(HAPROXY_LINT_RULES, { config, sections, backends, facts, hops, warnings });
}
