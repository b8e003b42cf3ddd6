import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { httpCheckOf } from '../../http-check.js';
import type { LintRule } from '../../rule.js';

/**
 * An expect in the configuration replaces the default, 2xx or 3xx. Measured, HAProxy 2.6: a 503
 * then counts as up.
 */
export const healthMatchNoStatus: LintRule = {
  ...SHARED_RULES.HEALTH_MATCH_NO_STATUS,
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const expects = httpCheckOf(section)?.expects ?? [];
      const first = expects.find(({ isBody }) => isBody);
      if (!first || seen.has(first.place) || expects.some(({ isStatus }) => isStatus)) continue;
      seen.add(first.place);
      yield {
        message: `http-check of ${section.name} expects a body with any status`,
        mend: 'Add a line: http-check expect status 200-399',
        place: first.place,
      };
    }
  },
};
