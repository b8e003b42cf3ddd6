import { setting } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

export const hardStopMissing: LintRule = {
  severity: 'warning',
  why: 'After a reload the old process stays until its last connection ends: one open tunnel keeps it, with its memory and ports.',
  *find({ sections }) {
    const globals = sections.filter(({ kind }) => kind === 'global');
    if (globals.some((section) => setting(section, 'hard-stop-after'))) return;
    const [first] = globals;
    if (!first) {
      const accepting = sections.find(({ kind }) => kind === 'frontend' || kind === 'listen');
      if (!accepting) return;
      yield {
        message: 'there is no global section, and so no hard-stop-after',
        mend: 'Write one, with a time that no real request exceeds, unless another file of this HAProxy has it: global, and below it hard-stop-after 1h',
        place: accepting.place,
      };
      return;
    }
    // This also ends old processes, but only by the number of reloads that they have seen.
    const bounded = globals.some((section) => setting(section, 'mworker-max-reloads'));
    yield {
      message: 'global has no hard-stop-after',
      mend: 'Add a time that no real request exceeds: hard-stop-after 1h',
      place: first.place,
      ...(bounded && { severity: 'info' as const }),
    };
  },
};
