import type { LintRule } from '../rule.js';
import { serversOf } from '../written-sections.js';

const CHECKED = ['check', 'agent-check', 'track', 'disabled'];

export const checkMissing: LintRule = {
  severity: 'warning',
  why: 'A server that is not checked counts as up for ever: maintenance on it is never seen, and it goes on getting new requests.',
  *find({ backends }) {
    for (const section of backends) {
      const servers = serversOf(section);
      // With nowhere else to send to, a check changes nothing but the error that is answered.
      const severity = servers.length === 1 && !servers[0]?.isTemplate ? 'info' : 'warning';
      for (const { name, options, place } of servers) {
        if (CHECKED.some((word) => options.has(word))) continue;
        yield {
          message: `server ${name} is not checked`,
          mend: 'Add check to the server, and option httpchk to its backend.',
          place,
          severity,
        };
      }
    }
  },
};
