import { healthCheckStatusOnly as nginxRule } from '../../../nginx/lint/rules/health-check-status-only.js';
import { expectedBodies } from '../expected-bodies.js';
import type { LintRule } from '../rule.js';
import { serversOf, setting, type WrittenServer } from '../written-sections.js';

export const healthCheckStatusOnly: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const check = setting(section, 'option', 'httpchk');
      if (!check || seen.has(check) || expectedBodies(section).length > 0) continue;
      if (serversOf(section).every(isCheckedElsewhere)) continue;
      seen.add(check);
      yield {
        message: `option httpchk of ${section.name} looks at the status alone`,
        mend: 'Expect the status, and on a line of its own what the maintenance page says: http-check expect ! string maintenance',
        place: check[0].place,
      };
    }
  },
};

/** A port for checks alone is a role or health endpoint, which tells by its status. */
function isCheckedElsewhere({ options, address }: WrittenServer): boolean {
  const port = options.get('port')?.value;
  return port !== undefined && !address.endsWith(`:${port}`);
}
