import type { LintRule } from '../../rule.js';
import { isTooWide } from './health-match-too-wide.js';

export const healthMatchPositiveOnly: LintRule = {
  severity: 'info',
  why: 'A maintenance page that holds the same text, in a menu or a footer, then passes as serving.',
  *find({ config }) {
    for (const { name, body, place } of config.http?.matches ?? []) {
      if (!body || body.negated || body.pattern.includes('(?!') || isTooWide(body)) continue;
      yield {
        message: `match ${name} asks only that the body has "${body.pattern}"`,
        mend: 'Refuse the maintenance page by its mark: body !~ "MARK".',
        place,
      };
    }
  },
};
