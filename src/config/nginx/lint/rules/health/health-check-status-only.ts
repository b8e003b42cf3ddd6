import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { checkedLocations } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

export const healthCheckStatusOnly: LintRule = {
  ...SHARED_RULES.HEALTH_CHECK_STATUS_ONLY,
  *find({ config }) {
    for (const { check, match } of checkedLocations(config)) {
      // The named match is missing, so it must be in the file that includes this one.
      if (check.match !== null && !match) continue;
      if (match && (match.body || match.headers.length > 0)) continue;
      const by = match ? `match ${match.name}, which reads` : 'no match, which reads';
      yield {
        message: `health_check with ${by} the status alone`,
        mend: 'Name a match that looks at the body: match serving { status 200; body !~ "maintain"; }',
        place: check.place,
      };
    }
  },
};
