import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { namesText } from '../../../../names-text.js';
import { unmodelledOf } from '../../../reading/unmodelled.js';
import { firstOfEach } from '../../../topology/warnings.js';
import type { LintRule } from '../../rule.js';

export const unmodelledDirective: LintRule = {
  ...SHARED_RULES.UNMODELLED_DIRECTIVE,
  *find({ config }) {
    const { matters, others } = unmodelledOf(firstOfEach(config.unknown));
    for (const { name, effect, place } of matters) {
      const mend = 'Take it into account by hand.';
      yield { message: `"${name}" is not modelled: ${effect}`, mend, place, severity: 'warning' };
    }
    const [first] = others;
    if (!first) return;
    yield {
      message: `ignored, because they are not known to limit connections: ${namesText(others)}`,
      mend: 'Check by hand what they change.',
      place: first.place,
    };
  },
};
