import { formatCount } from '../../../../../lib/units.js';
import { limitOf } from '../../passes.js';
import type { LintRule } from '../../rule.js';

export const maxConnsBelowSources: LintRule = {
  severity: 'info',
  why: 'max_conns is the limit here, not the ports: more sources would add nothing.',
  *find(input) {
    for (const assessed of input.passes) {
      const [allowed, ports] = [limitOf(assessed, 'max_conns'), limitOf(assessed, 'ports')];
      const first = assessed.pass.upstream?.servers.find((server) => server.maxConns > 0);
      if (allowed === null || ports === null || allowed >= ports || !first) continue;
      yield {
        message: `max_conns allows ${formatCount(allowed)} connections to ${assessed.hop.name}, its sources ${formatCount(ports)}`,
        mend: 'Raise max_conns if the servers can take more. If not, leave it.',
        place: first.place,
      };
    }
  },
};
