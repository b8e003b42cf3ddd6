import { TidegateError } from '../../../lib/errors.js';
import type { HttpConfig, Location } from '../../../model/nginx.js';
import { COMBINED } from '../directives/access-log.js';
import { checkFormats } from './check-formats.js';
import { crossCheckListens } from './cross-check-listens.js';
import { crossCheckNames } from './cross-check-names.js';

/**
 * Checks that names which refer to other blocks exist. Not for fragments, whose other part is in a
 * file that is not here.
 * @throws TidegateError CONFIG_UPSTREAM_UNKNOWN, CONFIG_MATCH_UNKNOWN, CONFIG_LOG_FORMAT_UNKNOWN,
 *   CONFIG_VALUE_BAD, CONFIG_DUPLICATE
 * @param strict whether a plain word that names no upstream is refused; it may be a host name
 */
export function crossCheck(http: HttpConfig, strict = true): void {
  const upstreams = new Set(http.upstreams.map(({ name }) => name.toLowerCase()));
  const matches = new Set(http.matches.map((match) => match.name));
  const formats = new Set([COMBINED, ...http.logFormats.map(({ name }) => name)]);
  for (const server of http.servers) {
    for (const location of [server.otherwise, ...server.locations]) {
      checkFormats(location.accessLogs, formats, '$remote_addr "$request" $status');
      if (strict) checkUpstream(location, upstreams);
      checkHealth(location, matches);
    }
  }
  crossCheckNames(http.servers);
  crossCheckListens(http.servers);
}

/** A name that can be a host: it has a dot or a port, or is localhost. */
const HOST = /[.:]|^localhost$/;

function checkUpstream(location: Location, upstreams: ReadonlySet<string>): void {
  const pass = location.proxy?.pass;
  const [name, ...more] = pass?.target ?? [];
  if (!pass || pass.expression || typeof name !== 'string' || more.length > 0) return;
  if (upstreams.has(name.toLowerCase()) || HOST.test(name)) return;
  throw new TidegateError('CONFIG_UPSTREAM_UNKNOWN', `no upstream is named "${name}"`, {
    place: pass.place,
    hint: upstreams.size
      ? `Name one that is: ${[...upstreams].join(', ')}.`
      : `Add: upstream ${name} { server ADDRESS:PORT; }`,
  });
}

function checkHealth(location: Location, matches: ReadonlySet<string>): void {
  const check = location.healthCheck;
  if (!check) return;
  if (!location.proxy) {
    throw new TidegateError('CONFIG_VALUE_BAD', 'health_check without a proxy_pass to check', {
      place: check.place,
      hint: 'Put it into the location that has the proxy_pass.',
    });
  }
  if (check.match === null || matches.has(check.match)) return;
  throw new TidegateError('CONFIG_MATCH_UNKNOWN', `no match block is named "${check.match}"`, {
    place: check.place,
    hint: `Add: match ${check.match} { status 200; }`,
  });
}
