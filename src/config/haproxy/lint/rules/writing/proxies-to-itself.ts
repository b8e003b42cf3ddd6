import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { LintRule } from '../../rule.js';

/** Reports the calculator's finding, which follows the ways. */
export const proxiesToItself: LintRule = {
  ...SHARED_RULES.PROXIES_TO_ITSELF,
  *find({ config, warnings }) {
    const servers = config.backends.flatMap((backend) => backend.servers);
    for (const { code, severity = 'warning', message, fix, line } of warnings) {
      const place = servers.find((server) => server.place.line === line)?.place;
      if (code === 'PROXIES_TO_ITSELF' && place) yield { message, mend: fix, place, severity };
    }
  },
};
