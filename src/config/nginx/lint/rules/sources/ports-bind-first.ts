import { formatCount } from '../../../../../lib/units.js';
import { limitOf } from '../../passes.js';
import type { LintRule } from '../../rule.js';

export const portsBindFirst: LintRule = {
  severity: 'warning',
  why: 'When a source is out of ports connect fails with EADDRNOTAVAIL and clients get 502; of several servers nginx counts it against the healthy one (max_fails) and tries the next, until all are down.',
  *find(input) {
    for (const assessed of input.passes) {
      const { pass, hop, capacity } = assessed;
      const servers = pass.upstream?.servers.filter((server) => !server.down) ?? [];
      // In a fragment, the limits that would bind before are in a file that is not here.
      if (!hop.proxy || hop.destinations === 0) continue;
      // A single port is the finding of another rule.
      if (pass.bind?.kind === 'address' && pass.bind.port !== undefined) continue;
      if (servers.length > 1 && servers.every((one) => one.maxFails === 0)) continue;
      const others = capacity.limits.filter((limit) => limit.id !== 'ports' && limit.max !== null);
      const stop = Math.min(...others.map((limit) => limit.max ?? Infinity));
      const full = capacity.firstFailure ?? limitOf(assessed, 'ports');
      if (full === null || full >= stop) continue;
      yield {
        message: `${hop.name} can run out of ports from ${formatCount(full)} connections on, before anything in the configuration stops it`,
        mend: pass.upstream
          ? `Set max_conns so that its servers take ${formatCount(full)} in all, or add sources.`
          : `Put it into an upstream with max_conns=${full}, or add sources.`,
        place: pass.place,
      };
    }
  },
};
