import type { LintRule } from '../rule.js';
import { serversOf } from '../written-sections.js';

export const checkMissing: LintRule = {
  severity: 'warning',
  why: 'A server that is not checked counts as up for ever: maintenance on it is never seen, and it goes on getting new requests.',
  *find({ backends }) {
    for (const { name, options, place } of backends.flatMap(serversOf)) {
      if (['check', 'agent-check', 'track', 'disabled'].some((word) => options.has(word))) continue;
      yield {
        message: `server ${name} is not checked`,
        mend: 'Add check to the server, and option httpchk to its backend.',
        place,
      };
    }
  },
};
