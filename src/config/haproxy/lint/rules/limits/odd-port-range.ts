import { oddRange } from '../../../../lint/port-range.js';
import { oddPortRange as nginxRule } from '../../../../nginx/lint/rules/limits/odd-port-range.js';
import type { LintRule } from '../../rule.js';

export const oddPortRange: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ config, hops, facts }) {
    const late = hops.some(({ hop }) => hop.openedBy === 'haproxy' && hop.ports.of === 'host');
    const [first] = config.backends.flatMap(({ servers }) => servers);
    if (late && first) yield* oddRange(facts, first.place);
  },
};
