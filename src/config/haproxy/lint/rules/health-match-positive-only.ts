import { healthMatchPositiveOnly as nginxRule } from '../../../nginx/lint/rules/health-match-positive-only.js';
import { expectedBodies } from '../expected-bodies.js';
import type { LintRule } from '../rule.js';
import { setting } from '../written-sections.js';

export const healthMatchPositiveOnly: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const bodies = expectedBodies(section);
      const [first] = bodies;
      if (!setting(section, 'option', 'httpchk') || !first) continue;
      if (bodies.some(({ negative }) => negative) || seen.has(first.place)) continue;
      seen.add(first.place);
      yield {
        message: `http-check of ${section.name} asks for a text, and refuses none`,
        mend: 'Add a line that refuses the maintenance page: http-check expect ! string maintenance',
        place: first.place,
      };
    }
  },
};
