import type { LintRule } from '../../rule.js';
import { isTooWide } from './health-match-too-wide.js';

export const healthMatchEmptyBody: LintRule = {
  severity: 'info',
  why: 'A backend that answers 200 with no body at all, as one that is cut short does, counts as healthy.',
  *find({ config }) {
    for (const { name, body, place } of config.http?.matches ?? []) {
      if (!body?.negated || isTooWide(body)) continue;
      yield {
        message: `an empty body passes match ${name}`,
        mend: `Ask for a body without the mark: body ~ "^(?![\\s\\S]*${body.pattern})[\\s\\S]".`,
        place,
      };
    }
  },
};
