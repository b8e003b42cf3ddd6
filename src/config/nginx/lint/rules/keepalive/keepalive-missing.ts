import { groupBy } from '../../../../../lib/group-by.js';
import { plural } from '../../../../../lib/units.js';
import type { Edit } from '../../../../../model/lint.js';
import type { NginxConfig, PassProtocol, Upstream } from '../../../../../model/nginx.js';
import type { Found } from '../../../../lint/rule.js';
import { isUnix } from '../../../topology/endpoint.js';
import { addLast } from '../../edits.js';
import { keepAliveEdits } from '../../keepalive-headers.js';
import { keepsAliveByDefault, keptBy } from '../../kept.js';
import type { LintInput, LintRule } from '../../rule.js';
import { type Use, usesOf } from '../../uses.js';

/** Idle connections for each worker, as in nginx.org's example. */
const KEPT = 32;

/**
 * FastCGI, uwsgi and SCGI servers close first if nginx does not keep a connection. So TIME_WAIT is
 * on their side, and nginx has its port back.
 */
const CLOSED_BY_NGINX: ReadonlySet<PassProtocol> = new Set(['proxy', 'grpc', 'memcached']);

export const keepaliveMissing: LintRule = {
  severity: 'warning',
  why: 'Each request opens a connection of its own and leaves its port in TIME_WAIT for 60 s: N ports for each source and server allow only N / 60 new connections a second.',
  *find(input) {
    const uses = usesOf(input.config).filter(({ protocol }) => CLOSED_BY_NGINX.has(protocol));
    for (const [upstream, users] of groupBy(uses, (use) => use.upstream)) {
      if (!upstream) continue;
      if (keptBy(upstream, input.facts) > 0) continue;
      if (upstream.keepalive === 0 && !keepsAliveByDefault(input.facts)) {
        yield refusedZero(upstream, input);
        continue;
      }
      if (upstream.servers.every(isUnix)) continue;
      const http = users.some(({ protocol }) => protocol === 'proxy')
        ? ', and proxy_http_version 1.1; proxy_set_header Connection ""; where it is used'
        : '';
      yield {
        message: `upstream ${upstream.name} keeps no connection open between requests`,
        mend: `Add keepalive ${KEPT}; to it${http}.`,
        place: upstream.place,
        edits: editsFor(upstream, users, input),
      };
    }
    if (!keepsAliveByDefault(input.facts)) yield* directPasses(uses, input.config);
  },
};

/** Measured: "invalid value "0" in "keepalive" directive". */
function refusedZero({ name, place }: Upstream, { written }: LintInput): Found {
  return {
    message: `keepalive 0 of upstream ${name} is refused by nginx before 1.29.7, which keeps none anyway`,
    mend: `Write keepalive ${KEPT}; or leave it out.`,
    place: written.child(place, 'keepalive')?.place ?? place,
    severity: 'error',
  };
}

/** No edit if a pass is in an `if`, or if `keepalive 0` is written, which is intended. */
function editsFor(
  upstream: Upstream,
  users: readonly Use[],
  { config, written, facts }: LintInput,
): Edit[] {
  const inside = users.some(({ protocol, proxy }) => protocol === 'proxy' && proxy === null);
  if (inside || upstream.keepalive !== null) return [];
  const input = { config, written, byDefault: keepsAliveByDefault(facts) };
  const http = users.filter(({ protocol }) => protocol === 'proxy');
  return [
    ...addLast(written.at(upstream.place), `keepalive ${KEPT};`),
    ...http.flatMap(({ location }) => keepAliveEdits(location.place, input)),
  ];
}

/**
 * A pass to a host without upstream has nothing to keep connections in; reported once for all of
 * them.
 */
function* directPasses(uses: readonly Use[], config: NginxConfig): Iterable<Found> {
  const direct = uses.filter(({ target, upstream }) => upstream === null && isHost(target, config));
  const targets = [...new Set(direct.map(({ target }) => target))];
  const [first] = direct;
  if (!first) return;
  const more = targets.length - 1;
  const others = more > 0 ? ` and ${more} ${plural(more, 'other')}` : '';
  const http = direct.some(({ protocol }) => protocol === 'proxy')
    ? ', with proxy_http_version 1.1; and proxy_set_header Connection "";'
    : '.';
  yield {
    message: `${first.protocol}_pass directly to ${targets[0]}${others} keeps no connection open between requests`,
    mend: `Put it into an upstream with keepalive ${KEPT};, pass to that${http}`,
    place: first.place,
  };
}

/** Leaves out unix sockets, which have no ports to run out of, and upstreams that are in another file. */
function isHost(target: string | null, { shape }: NginxConfig): boolean {
  if (target === null || target.startsWith('unix:')) return false;
  return shape === 'complete' || /[.:]|^localhost$/.test(target);
}
