import { loopsOf, loopText } from '../../../loops/loops.js';
import type { LintRule } from '../../rule.js';

export const proxiesToItself: LintRule = {
  severity: 'error',
  why: 'The request comes back to the same place and is passed on again, until every connection slot is taken: one request stops the proxy for all clients.',
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
