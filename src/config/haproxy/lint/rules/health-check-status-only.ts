import { healthCheckStatusOnly as nginxRule } from '../../../nginx/lint/rules/health-check-status-only.js';
import { expectedBodies } from '../expected-bodies.js';
import type { LintRule } from '../rule.js';
import { setting } from '../written-sections.js';

export const healthCheckStatusOnly: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const check = setting(section, 'option', 'httpchk');
      if (!check || seen.has(check) || expectedBodies(section).length > 0) continue;
      seen.add(check);
      yield {
        message: `option httpchk of ${section.name} looks at the status alone`,
        mend: 'Expect the status, and on a line of its own what the maintenance page says: http-check expect ! string maintenance',
        place: check[0].place,
      };
    }
  },
};
