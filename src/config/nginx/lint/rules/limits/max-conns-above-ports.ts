import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';

export const maxConnsAbovePorts: LintRule = {
  severity: 'warning',
  why: 'max_conns is there to stop before the ports do; a source whose connections all go to this server runs out first, and nginx counts the failing connects against the server.',
  *find(input) {
    for (const { directive: _, ...found } of fromWarnings(input, 'MAX_CONNS_ABOVE_PORTS', [
      'server',
    ])) {
      yield found;
    }
  },
};
