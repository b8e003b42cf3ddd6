import { nearMiss } from '../../refuse-unknown.js';
import type { LintRule } from '../rule.js';

/** Read by rules of the lint itself, from the text. */
const READ_HERE = /^(?:open_file_cache|lingering_)/;

export const unmodelledDirective: LintRule = {
  severity: 'info',
  why: 'What is not modelled is neither checked nor counted here.',
  *find({ config }) {
    for (const directive of config.unknown) {
      if (READ_HERE.test(directive.name)) continue;
      const near = nearMiss(directive);
      yield {
        message: `"${directive.name}" is not modelled`,
        mend: near ? `Did you mean "${near}"?` : 'Check by hand what it changes.',
        place: directive.place,
        ...(near && { severity: 'warning' as const }),
      };
    }
  },
};
