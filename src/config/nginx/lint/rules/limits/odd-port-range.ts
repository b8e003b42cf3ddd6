import { oddRange } from '../../../../lint/port-range.js';
import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { LintRule } from '../../rule.js';

/** Source: Linux net/ipv4/inet_hashtables.c, `remaining &= ~1U`; measured. */
export const oddPortRange: LintRule = {
  ...SHARED_RULES.ODD_PORT_RANGE,
  *find({ passes, facts }) {
    const [first] = passes;
    if (first) yield* oddRange(facts, first.pass.place);
  },
};
