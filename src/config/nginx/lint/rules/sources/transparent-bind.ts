import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';

export const transparentBind: LintRule = {
  ...SHARED_RULES.TRANSPARENT_BIND,
  *find(input) {
    for (const { directive: _, ...found } of fromWarnings(input, 'TRANSPARENT_BIND', [
      'proxy_bind',
    ])) {
      yield found;
    }
  },
};
