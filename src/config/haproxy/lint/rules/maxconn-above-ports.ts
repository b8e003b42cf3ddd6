import { formatCount } from '../../../../lib/units.js';
import type { LintRule } from '../rule.js';

export const maxconnAbovePorts: LintRule = {
  severity: 'warning',
  why: 'A server maxconn makes HAProxy queue what is above it; if the ports of its source run out first, connects fail instead.',
  *find({ hops }) {
    for (const { hop, capacity } of hops) {
      const ports = capacity.portsPerTuple;
      if (ports === null || capacity.sources !== 1) continue;
      for (const { max, place } of hop.maxConns?.servers ?? []) {
        if (max === null || place === null || max <= ports) continue;
        yield {
          message: `maxconn ${formatCount(max)} exceeds the ${formatCount(ports)} ports of its source`,
          mend: `Set maxconn to ${ports} or less, or give its source more ports.`,
          place,
        };
      }
    }
  },
};
