import { emptyPatterns } from '../../../reading/missing-files.js';
import type { LintRule } from '../../rule.js';

export const includeEmpty: LintRule = {
  severity: 'info',
  why: 'nginx starts with a pattern that matches nothing; the files on the host that is meant are neither checked nor counted.',
  *find({ config }) {
    const empty = emptyPatterns(config);
    if (!empty) return;
    yield {
      message: `matches no file here${empty.nothingElse ? ', and there is no server besides' : ''}: ${empty.names}`,
      mend: 'Copy the files to where the pattern looks for them, or name their directory, -p PREFIX.',
      place: empty.place,
      ...(empty.nothingElse && { severity: 'warning' as const }),
    };
  },
};
