import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { httpCheckOf } from '../../http-check.js';
import type { LintRule } from '../../rule.js';

export const healthMatchPositiveOnly: LintRule = {
  ...SHARED_RULES.HEALTH_MATCH_POSITIVE_ONLY,
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const bodies = httpCheckOf(section)?.expects.filter(({ isBody }) => isBody) ?? [];
      const [first] = bodies;
      if (!first || bodies.some(({ negative }) => negative) || seen.has(first.place)) continue;
      seen.add(first.place);
      yield {
        message: `http-check of ${section.name} requires a text, and refuses none`,
        mend: 'Add a line that refuses the maintenance page: http-check expect ! string maintenance',
        place: first.place,
      };
    }
  },
};
