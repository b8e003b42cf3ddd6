import { formatCount } from '../../../../../lib/units.js';
import type { LintRule } from '../../rule.js';

export const ulimitBelowMaxconn: LintRule = {
  severity: 'warning',
  why: 'A session has two ends, each a descriptor: with none left HAProxy cannot accept or connect, whatever maxconn says.',
  *find({ config, sections, warnings }) {
    // If HAProxy does not start because of it, that is already reported.
    if (warnings.some(({ code }) => code === 'PROXY_WILL_NOT_START')) return;
    const { maxconn, ulimitN } = config.global;
    const line = sections
      .filter(({ kind }) => kind === 'global')
      .flatMap(({ lines }) => lines)
      .findLast(([{ text }]) => text === 'ulimit-n');
    if (maxconn === null || ulimitN === null || !line || ulimitN >= maxconn * 2) return;
    yield {
      message: `ulimit-n ${formatCount(ulimitN)} is below two for each of maxconn ${formatCount(maxconn)}`,
      mend: 'Leave out ulimit-n: HAProxy computes it from maxconn.',
      place: line[0].place,
    };
  },
};
