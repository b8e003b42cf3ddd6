import { namedServers } from '../../../reading/servers-named.js';
import { isHttp, serversOf } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

/** Measured: all cut within 10 ms. */
export const sessionsShutDown: LintRule = {
  severity: 'error',
  why: 'HAProxy then ends streams, uploads and tunnels with a FIN within milliseconds of the flip: bodies arrive truncated.',
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const cutting = serversOf(section).filter(
        ({ options }) => options.get('on-marked-down')?.value === 'shutdown-sessions',
      );
      const found = namedServers(section.name, cutting);
      const option = found?.first.options.get('on-marked-down');
      if (!found || !option || seen.has(option)) continue;
      seen.add(option);
      yield {
        message: `on-marked-down shutdown-sessions cuts what is in flight${ofSeveral(found.count)}`,
        mend: 'Leave out on-marked-down shutdown-sessions: a server that is down keeps what it has.',
        place: option.word.place,
        // For a database that is demoted, ending every session is the purpose.
        ...(!isHttp(section) && { severity: 'info' as const }),
      };
    }
  },
};

function ofSeveral(count: number): string {
  return count > 1 ? `, on each of ${count} servers` : '';
}
