import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';

export const mapSourceUnknown: LintRule = {
  severity: 'info',
  why: 'How many connections the hop holds depends on how they spread over source addresses, and that cannot be computed here.',
  *find(input) {
    const names = ['map', 'proxy_bind'];
    for (const { directive: _, ...found } of fromWarnings(input, 'MAP_SOURCE_UNKNOWN', names)) {
      yield found;
    }
  },
};
