import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { loopsOf, loopText } from '../../../topology/loops/loops.js';
import type { LintRule } from '../../rule.js';

export const proxiesToItself: LintRule = {
  ...SHARED_RULES.PROXIES_TO_ITSELF,
  *find({ config }) {
    for (const loop of loopsOf(config)) {
      yield {
        message: loopText(loop),
        mend: 'Pass to where the application listens.',
        place: loop.place,
        // As long as another server answers, the request ends there.
        ...(!loop.always && { severity: 'warning' as const }),
      };
    }
  },
};
