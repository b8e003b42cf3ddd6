import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { LintRule } from '../../rule.js';

export const transparentBind: LintRule = {
  ...SHARED_RULES.TRANSPARENT_BIND,
  *find({ config }) {
    const seen = new Set();
    for (const { servers } of config.backends) {
      // Once for each backend, and once for all backends that inherit it from their defaults.
      const source = servers.find((server) => server.source?.transparent)?.source;
      if (!source || seen.has(source.place)) continue;
      seen.add(source.place);
      yield {
        message: `source ${source.address} usesrc is not modelled`,
        mend: 'Check the host by hand: routing and the ports of the clients decide.',
        place: source.place,
      };
    }
  },
};
