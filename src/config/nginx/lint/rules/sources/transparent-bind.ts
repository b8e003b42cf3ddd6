import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';

export const transparentBind: LintRule = {
  severity: 'info',
  why: "The connection then has the client's own address and port; routing decides whether answers come back at all.",
  *find(input) {
    for (const { directive: _, ...found } of fromWarnings(input, 'TRANSPARENT_BIND', [
      'proxy_bind',
    ])) {
      yield found;
    }
  },
};
