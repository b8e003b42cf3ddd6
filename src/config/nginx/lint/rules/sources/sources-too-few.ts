import { formatCount, plural } from '../../../../../lib/units.js';
import { literal } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

/** A late bind has N ports for each source and server, so max_conns needs max_conns / N sources. */
export const sourcesTooFew: LintRule = {
  severity: 'error',
  why: 'The addresses that proxy_bind connects from have not the ports for it, so max_conns is never reached: connects fail with EADDRNOTAVAIL before.',
  *find(input) {
    for (const { pass, hop, capacity } of input.passes) {
      const { portsPerTuple: ports, reachableSources: reached } = capacity;
      if (pass.bind?.kind !== 'address' || pass.bind.transparent) continue;
      // A variable whose addresses are unknown counts as one address, which proves nothing.
      if (!hop.sources.distribution && literal(pass.bind.address) === null) continue;
      const most = Math.max(0, ...(pass.upstream?.servers.map((one) => one.maxConns) ?? []));
      if (ports === null || reached === null || ports < 1 || most <= ports * reached) continue;
      yield {
        message: `${reached} ${plural(reached, 'source')} with ${formatCount(ports)} ports cannot hold max_conns ${formatCount(most)} to one server of ${hop.name}`,
        mend: `Connect from ${Math.ceil(most / ports)} addresses, evenly used, or lower max_conns.`,
        place: pass.bind.place,
      };
    }
  },
};
