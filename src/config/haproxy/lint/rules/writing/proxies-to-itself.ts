import { proxiesToItself as nginxRule } from '../../../../nginx/lint/rules/writing/proxies-to-itself.js';
import type { LintRule } from '../../rule.js';

/** Reports the calculator's finding, which follows the ways. */
export const proxiesToItself: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ config, warnings }) {
    const servers = config.backends.flatMap((backend) => backend.servers);
    for (const { code, severity = 'warning', message, fix, line } of warnings) {
      const place = servers.find((server) => server.place.line === line)?.place;
      if (code === 'PROXIES_TO_ITSELF' && place) yield { message, mend: fix, place, severity };
    }
  },
};
