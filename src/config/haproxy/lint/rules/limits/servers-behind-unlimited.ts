import { serversOf, setting } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

export const serversBehindUnlimited: LintRule = {
  severity: 'info',
  why: 'balance first gives every connection to the first server that has room, and a server without maxconn always has room.',
  *find({ backends }) {
    for (const section of backends) {
      if (setting(section, 'balance')?.[1]?.text !== 'first') continue;
      if (setting(section, 'option', 'redispatch')) continue;
      const servers = serversOf(section).filter(
        ({ options }) => !options.has('backup') && !options.has('disabled'),
      );
      const at = servers.findIndex(({ options }) => !options.has('maxconn'));
      const unlimited = servers[at];
      const behind = servers.length - at - 1;
      if (!unlimited || unlimited.isTemplate || behind === 0) continue;
      yield {
        message: `server ${unlimited.name} of ${section.name} has no maxconn, so the ${behind === 1 ? 'server' : `${behind} servers`} behind it get no connection while it is up`,
        mend: `Write maxconn N for ${unlimited.name}, or choose another balance.`,
        place: unlimited.place,
      };
    }
  },
};
