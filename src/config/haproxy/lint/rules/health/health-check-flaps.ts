import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { namedServers, theyAre } from '../../../reading/servers-named.js';
import { serversOf } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

export const healthCheckFlaps: LintRule = {
  ...SHARED_RULES.HEALTH_CHECK_FLAPS,
  *find({ backends }) {
    for (const section of backends) {
      const hasty = serversOf(section).filter(
        ({ options }) => options.has('check') && options.get('fall')?.value === '1',
      );
      const found = namedServers(section.name, hasty);
      if (!found) continue;
      const after = 'down after one failed check: fall 1';
      yield {
        message: theyAre(found, `is ${after}`, `are ${after}`),
        mend: 'Set fall to 2 or more; fastinter makes up for the time it takes.',
        place: found.first.place,
      };
    }
  },
};
