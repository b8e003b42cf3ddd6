import { unmodelledDirective as nginxRule } from '../../../nginx/lint/rules/unmodelled-directive.js';
import { firstOfEach } from '../../warnings.js';
import type { LintRule } from '../rule.js';

export const unmodelledDirective: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ config }) {
    for (const { name, place } of firstOfEach(config.unknown)) {
      yield {
        message: `"${name}" is not modelled`,
        mend: 'Check by hand whether it limits connections.',
        place,
      };
    }
  },
};
