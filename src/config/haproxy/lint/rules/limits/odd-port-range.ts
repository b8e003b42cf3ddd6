import { oddRange } from '../../../../lint/port-range.js';
import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { LintRule } from '../../rule.js';

export const oddPortRange: LintRule = {
  ...SHARED_RULES.ODD_PORT_RANGE,
  *find({ config, hops, facts }) {
    const late = hops.some(({ hop }) => hop.openedBy === 'haproxy' && hop.ports.of === 'host');
    const [first] = config.backends.flatMap(({ servers }) => servers);
    if (late && first) yield* oddRange(facts, first.place);
  },
};
