import { formatCount } from '../../../../lib/units.js';
import type { LintRule } from '../rule.js';

/** Source: listen(2). */
export const backlogAboveSomaxconn: LintRule = {
  severity: 'warning',
  why: 'The kernel cuts the backlog to net.core.somaxconn without a word; a burst of reconnecting clients then overflows the accept queue.',
  *find({ config, facts }) {
    const somaxconn = facts.tcp?.somaxconn;
    if (somaxconn === undefined) return;
    const servers = [...(config.http?.servers ?? []), ...(config.stream?.servers ?? [])];
    for (const { backlog, place } of servers.flatMap((server) => server.listens)) {
      if (backlog === null || backlog <= somaxconn) continue;
      yield {
        message: `backlog ${formatCount(backlog)} is above somaxconn, ${formatCount(somaxconn)}`,
        mend: `Raise it: sysctl -w net.core.somaxconn=${backlog}`,
        place,
      };
    }
  },
};
