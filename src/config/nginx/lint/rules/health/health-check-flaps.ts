import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { checkedLocations } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

export const healthCheckFlaps: LintRule = {
  ...SHARED_RULES.HEALTH_CHECK_FLAPS,
  *find({ config }) {
    for (const { check } of checkedLocations(config)) {
      if (check.fails > 1) continue;
      yield {
        message: 'one failed check marks a server down (fails=1)',
        mend: 'Write fails=2 or more; each adds an interval to the time until maintenance is detected.',
        place: check.place,
      };
    }
  },
};
