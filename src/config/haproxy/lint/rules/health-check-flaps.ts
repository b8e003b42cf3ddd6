import { healthCheckFlaps as nginxRule } from '../../../nginx/lint/rules/health-check-flaps.js';
import type { LintRule } from '../rule.js';
import { serversOf } from '../written-sections.js';

export const healthCheckFlaps: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ backends }) {
    for (const { name, options, place } of backends.flatMap(serversOf)) {
      if (!options.has('check') || options.get('fall')?.value !== '1') continue;
      yield {
        message: `server ${name} is down after one failed check: fall 1`,
        mend: 'Set fall to 2 or more; fastinter makes up for the time it takes.',
        place,
      };
    }
  },
};
