import { loopsOf } from '../../loops.js';
import type { LintRule } from '../rule.js';

export const proxiesToItself: LintRule = {
  severity: 'error',
  why: 'The request comes back to the same place and is passed on again, until every connection slot is taken: one request stops the proxy for all clients.',
  *find({ config }) {
    for (const { where, target, place } of loopsOf(config)) {
      yield {
        message: `${where} passes to ${target}, which is itself`,
        mend: 'Pass to where the application listens.',
        place,
      };
    }
  },
};
