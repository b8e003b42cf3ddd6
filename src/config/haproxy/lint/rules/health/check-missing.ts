import { namedServers, theyAre } from '../../../reading/servers-named.js';
import { serversOf } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

const CHECKED = ['check', 'agent-check', 'track', 'disabled'];

export const checkMissing: LintRule = {
  severity: 'warning',
  why: 'A server that is not checked counts as up for ever: maintenance on it is never seen, and it goes on getting new requests.',
  *find({ backends }) {
    for (const section of backends) {
      const servers = serversOf(section);
      // With a single server, a check changes only which error is answered.
      const severity = servers.length === 1 && !servers[0]?.isTemplate ? 'info' : 'warning';
      const unchecked = servers.filter(({ options }) => !CHECKED.some((word) => options.has(word)));
      const found = namedServers(section.name, unchecked);
      if (!found) continue;
      const which = found.count === 1 ? 'the server' : 'each';
      yield {
        message: theyAre(found, 'is not checked', 'are not checked'),
        mend: `Add check to ${which}, and option httpchk to the backend.`,
        place: found.first.place,
        severity,
      };
    }
  },
};
