import { oddRange } from '../../../../lint/port-range.js';
import type { LintRule } from '../../rule.js';

/** Source: Linux net/ipv4/inet_hashtables.c, `remaining &= ~1U`; measured. */
export const oddPortRange: LintRule = {
  severity: 'info',
  why: 'The kernel searches an even number of ports, so over an odd range connect may fail with one port of each tuple still free.',
  *find({ passes, facts }) {
    const [first] = passes;
    if (first) yield* oddRange(facts, first.pass.place);
  },
};
