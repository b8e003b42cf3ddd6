import { checkedUpstreams } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

export const returnWithoutSlowStart: LintRule = {
  severity: 'info',
  why: 'A server that comes back from maintenance gets its whole share at once: a thundering herd on cold caches.',
  *find({ config }) {
    for (const upstream of checkedUpstreams(config).keys()) {
      const abrupt = upstream.servers.filter((one) => !one.backup && one.slowStartMs === 0);
      const [first] = abrupt;
      if (!first || upstream.servers.length < 2) continue;
      yield {
        message: `${abrupt.length} of ${upstream.servers.length} servers of ${upstream.name} come back without slow_start`,
        mend: 'Add slow_start=30s, or as long as warming up takes, to each server.',
        place: first.place,
      };
    }
  },
};
