import type { LintRule } from '../../rule.js';

/** Reports the calculator's finding, which knows the descriptors. */
export const willNotStart: LintRule = {
  severity: 'error',
  why: 'HAProxy exits when it starts, or stays with the old configuration on a reload: nothing of this one takes effect.',
  *find({ config, sections, warnings }) {
    const words = sections.flatMap(({ place, lines }) => [
      place,
      ...lines.map(([{ place: at }]) => at),
    ]);
    // The last line may be a comment.
    if (config.openEnd) words.push(config.openEnd.place);
    for (const { code, severity = 'warning', message, fix, line } of warnings) {
      const place = words.find((word) => word.line === line);
      if (code === 'PROXY_WILL_NOT_START' && place) yield { message, mend: fix, place, severity };
    }
  },
};
