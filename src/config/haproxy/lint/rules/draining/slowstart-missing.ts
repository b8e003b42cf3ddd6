import { serversOf, setting } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

/**
 * With these methods weights do not change, so slowstart has no effect (manual, 4.2, balance, and
 * 5.2, slowstart).
 */
const STATIC = /^(?:static-rr|first|source|uri|url_param|hdr|rdp-cookie|hash)/;

export const slowstartMissing: LintRule = {
  severity: 'info',
  why: 'A server that comes back gets its whole share of the connections at once, with its caches cold.',
  *find({ backends }) {
    for (const section of backends) {
      if (STATIC.test(setting(section, 'balance')?.[1]?.text ?? '')) continue;
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
