import { isHttp, setting } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

export const tunnelTimeoutMissing: LintRule = {
  severity: 'warning',
  why: 'Without it a WebSocket or another tunnel that is quiet for as long as timeout client or timeout server allows is cut.',
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const server = setting(section, 'timeout', 'server');
      if (!server || seen.has(server) || !isHttp(section)) continue;
      // 0 means no timeout: nothing is cut.
      if (setting(section, 'timeout', 'tunnel') || /^0\D*$/.test(server[2]?.text ?? '')) continue;
      seen.add(server);
      yield {
        message: `${section.name} has no timeout tunnel: timeout server ${server[2]?.text ?? ''} ends its tunnels`,
        mend: 'Add a time that is longer than any silence in a tunnel: timeout tunnel 1h',
        place: server[0].place,
      };
    }
  },
};
