import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';
import { splitForMap } from '../../split-for-map.js';

export const mapUnreachableSource: LintRule = {
  severity: 'warning',
  why: 'The ports of a source that is never chosen count for nothing: the hop holds less than its addresses promise.',
  *find(input) {
    for (const { directive, ...found } of fromWarnings(input, 'MAP_UNREACHABLE_SOURCE', ['map'])) {
      yield { ...found, edits: splitForMap(input.config, directive) };
    }
  },
};
