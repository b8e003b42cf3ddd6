import type { NginxConfig, Upstream } from '../../../../model/nginx.js';
import { addInto } from '../edits.js';
import { keepAliveEdits } from '../keepalive-headers.js';
import { type Proxied, proxiedLocations } from '../proxied.js';
import type { LintRule } from '../rule.js';

/** Idle connections a worker keeps; nginx.org's own example has as many. */
const KEPT = 32;

export const keepaliveMissing: LintRule = {
  severity: 'warning',
  why: 'Each request opens a connection of its own and leaves its port in TIME_WAIT for 60 s: N / 60 new ones a second for each source and server is all the ports give.',
  *find({ config, written }) {
    for (const [upstream, users] of usersOf(config)) {
      if (upstream.keepalive !== null) continue;
      yield {
        message: `upstream ${upstream.name} keeps no connection open between requests`,
        mend: `Add keepalive ${KEPT}; to it, and proxy_http_version 1.1; proxy_set_header Connection ""; where it is used.`,
        place: upstream.place,
        edits: [
          ...addInto(written.at(upstream.place), `keepalive ${KEPT};`),
          ...users.flatMap((user) => keepAliveEdits(user, config, written)),
        ],
      };
    }
  },
};

/** The locations that pass to each upstream. */
function usersOf(config: NginxConfig): Map<Upstream, Proxied[]> {
  const users = new Map<Upstream, Proxied[]>();
  for (const proxied of proxiedLocations(config)) {
    const { upstream } = proxied;
    if (!upstream) continue;
    const already = users.get(upstream);
    if (already) already.push(proxied);
    else users.set(upstream, [proxied]);
  }
  return users;
}
