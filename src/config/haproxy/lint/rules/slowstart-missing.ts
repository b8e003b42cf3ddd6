import type { LintRule } from '../rule.js';
import { serversOf } from '../written-sections.js';

export const slowstartMissing: LintRule = {
  severity: 'info',
  why: 'A server that comes back gets its whole share of the connections at once, with its caches cold.',
  *find({ backends }) {
    for (const section of backends) {
      const checked = serversOf(section).filter(({ options }) => options.has('check'));
      const [first] = checked.filter(({ options }) => !options.has('slowstart'));
      if (checked.length < 2 || !first) continue;
      yield {
        message: `server ${first.name} of ${section.name} has no slowstart`,
        mend: 'Add to its servers: slowstart 30s',
        place: first.place,
      };
    }
  },
};
