import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import { namesText } from '../../../../names-text.js';
import { unmodelledOf } from '../../../refused/unmodelled.js';
import type { LintRule } from '../../rule.js';

export const unmodelledDirective: LintRule = {
  ...SHARED_RULES.UNMODELLED_DIRECTIVE,
  *find({ config }) {
    const { matters, slips, harmless, foreign } = unmodelledOf(config);
    for (const { name, effect, place } of matters) {
      const mend = 'Take it into account by hand.';
      yield { message: `${name}: ${effect}`, mend, place, severity: 'warning' };
    }
    for (const { name, near, place } of slips) {
      const mend = `Did you mean "${near}"?`;
      yield { message: `"${name}" is not known`, mend, place, severity: 'warning' };
    }
    const [unknown] = foreign;
    if (unknown) {
      yield {
        message: `of unknown modules: ${namesText(foreign)}`,
        mend: 'Check by hand whether they open connections.',
        place: unknown.place,
      };
    }
    const [first] = harmless;
    if (!first) return;
    yield {
      message: `ignored, because they change no number of connections: ${namesText(harmless)}`,
      mend: 'Nothing needs to be done.',
      place: first.place,
    };
  },
};
