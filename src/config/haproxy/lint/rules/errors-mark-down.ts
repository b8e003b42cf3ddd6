import type { LintRule } from '../rule.js';
import { serversOf } from '../written-sections.js';

export const errorsMarkDown: LintRule = {
  severity: 'warning',
  why: 'Errors of ordinary requests then take a server out without a failed check, so that a burst of bad requests looks like maintenance.',
  *find({ backends }) {
    const seen = new Set();
    for (const { name, options } of backends.flatMap(serversOf)) {
      const option = options.get('on-error');
      if (!options.has('observe') || !option || seen.has(option)) continue;
      if (option.value !== 'mark-down' && option.value !== 'sudden-death') continue;
      seen.add(option);
      yield {
        message: `on-error ${option.value} of server ${name} acts on errors of requests`,
        mend: 'Use on-error fastinter, which only checks sooner.',
        place: option.word.place,
      };
    }
  },
};
