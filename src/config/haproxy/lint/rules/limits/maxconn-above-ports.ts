import { formatCount } from '../../../../../lib/units.js';
import type { LintRule } from '../../rule.js';

export const maxconnAbovePorts: LintRule = {
  severity: 'warning',
  why: 'A server maxconn makes HAProxy queue what is above it; if the ports of its source run out first, connects fail instead.',
  *find({ hops }) {
    for (const { hop, capacity } of hops) {
      const ports = capacity.portsPerTuple;
      if (ports === null || capacity.sources !== 1) continue;
      const above = (hop.maxConns?.servers ?? []).filter(({ max }) => max !== null && max > ports);
      const [first] = above;
      if (!first?.place) continue;
      yield {
        message: `maxconn ${formatCount(first.max ?? 0)} exceeds the ${formatCount(ports)} ports of its source${moreOf(above.length - 1, hop.name)}`,
        mend: `Set maxconn to ${ports} or less, or give its source more ports.`,
        place: first.place,
      };
    }
  },
};

function moreOf(count: number, backend: string): string {
  if (count === 0) return '';
  return count === 1
    ? `, and so does another of ${backend}`
    : `, and so do ${count} others of ${backend}`;
}
