import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { LintRule } from '../../rule.js';
import { isTooWide } from './health-match-too-wide.js';

export const healthMatchPositiveOnly: LintRule = {
  ...SHARED_RULES.HEALTH_MATCH_POSITIVE_ONLY,
  *find({ config }) {
    for (const { name, body, place } of config.http?.matches ?? []) {
      if (!body || body.negated || body.pattern.includes('(?!') || isTooWide(body)) continue;
      yield {
        message: `match ${name} requires only that the body has "${body.pattern}"`,
        mend: 'Refuse the maintenance page by its mark: body !~ "MARK".',
        place,
      };
    }
  },
};
