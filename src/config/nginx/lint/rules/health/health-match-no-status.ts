import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { addInto } from '../../edits.js';
import type { LintRule } from '../../rule.js';

export const healthMatchNoStatus: LintRule = {
  ...SHARED_RULES.HEALTH_MATCH_NO_STATUS,
  *find({ config, written }) {
    for (const match of config.http?.matches ?? []) {
      if (match.status) continue;
      yield {
        message: `match ${match.name} does not look at the status`,
        mend: 'Add to the match: status 200;',
        place: match.place,
        edits: addInto(written.at(match.place), 'status 200;'),
      };
    }
  },
};
