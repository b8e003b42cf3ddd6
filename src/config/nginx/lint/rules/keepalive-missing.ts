import type { NginxConfig, Upstream } from '../../../../model/nginx.js';
import type { Found } from '../../../lint/rule.js';
import { isUnix } from '../../endpoint.js';
import { addLast } from '../edits.js';
import { keepAliveEdits } from '../keepalive-headers.js';
import { keepsAliveByDefault } from '../keeps-alive-by-default.js';
import { type Proxied, proxiedLocations } from '../proxied.js';
import type { LintRule } from '../rule.js';

/** Idle connections a worker keeps; nginx.org's own example has as many. */
const KEPT = 32;

export const keepaliveMissing: LintRule = {
  severity: 'warning',
  why: 'Each request opens a connection of its own and leaves its port in TIME_WAIT for 60 s: N / 60 new ones a second for each source and server is all the ports give.',
  *find({ config, facts, written }) {
    if (keepsAliveByDefault(facts)) return;
    for (const [upstream, users] of usersOf(config)) {
      if (upstream.keepalive !== null || upstream.servers.every(isUnix)) continue;
      yield {
        message: `upstream ${upstream.name} keeps no connection open between requests`,
        mend: `Add keepalive ${KEPT}; to it, and proxy_http_version 1.1; proxy_set_header Connection ""; where it is used.`,
        place: upstream.place,
        edits: [
          ...addLast(written.at(upstream.place), `keepalive ${KEPT};`),
          ...users.flatMap((user) => keepAliveEdits(user, config, written)),
        ],
      };
    }
    yield* directPasses(config);
  },
};

/** Where a host is named outright there is no upstream to keep connections: found once for all. */
function* directPasses(config: NginxConfig): Iterable<Found> {
  const direct = proxiedLocations(config).filter(
    ({ place, upstream }) => upstream === null && isHost(place, config),
  );
  const targets = [...new Set(direct.map(({ place }) => place))];
  const [first] = direct;
  if (!first) return;
  const more = targets.length - 1;
  const others = more > 0 ? ` and ${more} other${more === 1 ? '' : 's'}` : '';
  yield {
    message: `proxy_pass straight to ${targets[0]}${others} keeps no connection open between requests`,
    mend: `Put it into an upstream with keepalive ${KEPT};, pass to that, with proxy_http_version 1.1; and proxy_set_header Connection "";`,
    place: first.proxy.pass.place,
  };
}

/** Not a unix socket, which has no ports to run out of, nor an upstream that stands in another file. */
function isHost(target: string | null, { shape }: NginxConfig): boolean {
  if (target === null || target.startsWith('unix:')) return false;
  return shape === 'complete' || /[.:]|^localhost$/.test(target);
}

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
