import { isWildcard, listenName, wildcardName } from '../../../lib/address/socket-name.js';
import { TidegateError } from '../../../lib/errors.js';
import type {
  HttpConfig,
  HttpServer,
  Listen,
  StreamConfig,
  StreamServer,
  StreamText,
  Upstream,
} from '../../../model/nginx.js';
import { checkFormats } from './check-formats.js';

/**
 * Checks that need the whole `stream` block, in the way nginx does after reading it.
 * @throws TidegateError CONFIG_UPSTREAM_UNKNOWN, CONFIG_MATCH_UNKNOWN, CONFIG_LOG_FORMAT_UNKNOWN,
 *   CONFIG_VALUE_BAD, CONFIG_DUPLICATE
 */
export function crossCheckStream(stream: StreamConfig, http: HttpConfig | null): void {
  const upstreams = new Set(stream.upstreams.map(({ name }) => name));
  const matches = new Set(stream.matches.map(({ name }) => name));
  const formats = new Set(stream.logFormats.map(({ name }) => name));
  for (const upstream of stream.upstreams) checkPorts(upstream);
  for (const server of stream.servers) {
    if (server.proxyPass !== null) checkTarget(server.proxyPass, upstreams);
    checkHealth(server, matches);
    checkFormats(server.accessLogs, formats, '$remote_addr $status $session_time');
  }
  checkListens(stream.servers);
  if (http !== null) checkShared(stream.servers, http.servers);
}

/** TCP has no default port. */
const WITH_PORT = /:\d+$/;

function checkPorts({ servers }: Upstream): void {
  for (const { address, place } of servers) {
    if (WITH_PORT.test(address) || address.startsWith('unix:')) continue;
    throw new TidegateError('CONFIG_VALUE_BAD', `no port in upstream server "${address}"`, {
      place,
      hint: `Write: server ${address}:PORT;`,
    });
  }
}

function checkTarget({ text, place }: StreamText, upstreams: ReadonlySet<string>): void {
  const [name, ...more] = text;
  if (typeof name !== 'string' || more.length > 0) return;
  if (upstreams.has(name) || WITH_PORT.test(name) || name.startsWith('unix:')) return;
  throw new TidegateError('CONFIG_UPSTREAM_UNKNOWN', `no upstream is named "${name}"`, {
    place,
    hint: 'Name an upstream of this stream block, or an address with its port.',
  });
}

function checkHealth({ healthCheck, proxyPass }: StreamServer, matches: ReadonlySet<string>): void {
  if (healthCheck === null) return;
  const { match, place } = healthCheck;
  if (proxyPass === null) {
    throw new TidegateError('CONFIG_VALUE_BAD', 'health_check without a proxy_pass to check', {
      place,
      hint: 'Put it into the server that has the proxy_pass.',
    });
  }
  if (match === null || matches.has(match)) return;
  throw new TidegateError('CONFIG_MATCH_UNKNOWN', `no match block is named "${match}"`, {
    place,
    hint: `Add to stream: match ${match} { expect ~ PATTERN; }`,
  });
}

/** Servers of stream on the same address cannot be distinguished. */
function checkListens(servers: readonly StreamServer[]): void {
  const taken = new Set<string>();
  for (const listen of servers.flatMap(({ listens }) => listens)) {
    const { place } = listen;
    if (listen.defaultServer) {
      throw new TidegateError('CONFIG_VALUE_BAD', 'default_server means nothing in stream', {
        place,
        hint: 'Leave it out.',
      });
    }
    const endpoint = `${listenName(listen)}${listen.udp ? ' udp' : ''}`;
    if (taken.has(endpoint)) {
      throw new TidegateError('CONFIG_DUPLICATE', `two servers of stream listen on ${endpoint}`, {
        place,
        hint: 'Give each an address or a port of its own.',
      });
    }
    taken.add(endpoint);
  }
}

/** A socket belongs either to http or to stream. */
function checkShared(servers: readonly StreamServer[], http: readonly HttpServer[]): void {
  const others = http.flatMap(({ listens }) => listens);
  for (const listen of servers.flatMap(({ listens }) => listens)) {
    if (!others.some((other) => meet(listen, other))) continue;
    const endpoint = listenName(listen);
    throw new TidegateError('CONFIG_DUPLICATE', `http and stream both listen on ${endpoint}`, {
      place: listen.place,
      hint: 'Give one of them another port.',
    });
  }
}

/** The same address, or one that the other's wildcard includes. */
function meet(a: Listen, b: Listen): boolean {
  if (a.udp !== b.udp) return false;
  if (wildcardName(a) !== wildcardName(b)) return false;
  return listenName(a) === listenName(b) || isWildcard(a) || isWildcard(b);
}
