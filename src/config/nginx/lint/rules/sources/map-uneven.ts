import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';
import { splitForMap } from '../../split-for-map.js';

export const mapUneven: LintRule = {
  severity: 'warning',
  why: 'The source chosen most runs out of ports while others have plenty; from then on its connections fail, and nginx counts that against healthy servers.',
  *find(input) {
    const names = ['map', 'split_clients'];
    for (const { directive, ...found } of fromWarnings(input, 'MAP_UNEVEN', names)) {
      yield { ...found, edits: splitForMap(input.config, directive) };
    }
  },
};
