import { addInto } from '../../edits.js';
import type { LintRule } from '../../rule.js';

export const healthMatchNoStatus: LintRule = {
  severity: 'warning',
  why: 'Without a status line any status passes: a 503 whose body looks right counts as healthy.',
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
