import { checkedLocations } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

export const healthCheckFlaps: LintRule = {
  severity: 'info',
  why: 'One lost or late answer takes a healthy backend out, and puts its connections on the others.',
  *find({ config }) {
    for (const { check } of checkedLocations(config)) {
      if (check.fails > 1) continue;
      yield {
        message: 'one failed check marks a server down (fails=1)',
        mend: 'Write fails=2 or more; each costs an interval until maintenance is noticed.',
        place: check.place,
      };
    }
  },
};
