import type {
  HttpConfig,
  HttpServer,
  Listen,
  Location,
  NginxConfig,
  ProxySettings,
  Template,
  Upstream,
} from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import { type Endpoint, endpointOf, isListening, isOwn } from './endpoint.js';
import { templateText } from './evaluate-map.js';
import { uriAsked } from './pass-place.js';
import { toLikeRegExp } from './regex.js';
import { type Pass, routesOf } from './routes.js';
import { setsOf, surePlace, type Written } from './targets.js';

/** A pass whose connections come back to where it stands. */
export interface Loop {
  /** Of the `proxy_pass`. */
  readonly place: Place;
  /** `location /kibana`, `this server of stream`. */
  readonly where: string;
  /** As it is written. */
  readonly target: string;
}

/**
 * Passes to a listener of this very nginx that lead back to the same location, over others too: one
 * request then takes every slot there is. Only what is certain counts: the server and the location
 * that nginx chooses must follow from what is written.
 */
export function loopsOf(config: NginxConfig): Loop[] {
  return [...httpLoops(config.http), ...streamLoops(config)];
}

function* streamLoops(config: NginxConfig): Iterable<Loop> {
  for (const { listens, passes } of routesOf({ ...config, http: null })) {
    for (const pass of passes) {
      if (!endpointsOf(pass).some((end) => isOwn(end, listens))) continue;
      const target = templateText(pass.target);
      yield { place: pass.place, where: 'this server of stream', target };
    }
  }
}

/** What passes name, found among thousands in a moment. */
interface Site {
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** Where it listens, each socket once, by port, with the servers behind it. */
  readonly byPort: ReadonlyMap<number, ReadonlyMap<string, Socket>>;
  /** What the variables of a server can be. */
  readonly written: ReadonlyMap<HttpServer, Written>;
}

interface Socket {
  readonly listen: Listen;
  readonly servers: HttpServer[];
}

function siteOf(http: HttpConfig): Site {
  const { upstreams, servers, maps, splits } = http;
  const byPort = new Map<number, Map<string, Socket>>();
  for (const server of servers) {
    for (const listen of server.listens) {
      const sockets = byPort.get(listen.port) ?? new Map<string, Socket>();
      byPort.set(listen.port, sockets);
      const socket = sockets.get(listen.address);
      if (socket) socket.servers.push(server);
      else sockets.set(listen.address, { listen, servers: [server] });
    }
  }
  const byName = new Map(upstreams.map((upstream) => [upstream.name, upstream]));
  const written = new Map(
    servers.map((server) => [server, { maps, splits, sets: setsOf(server) }]),
  );
  return { upstreams: byName, byPort, written };
}

function* httpLoops(http: HttpConfig | null): Iterable<Loop> {
  if (http === null) return;
  const site = siteOf(http);
  for (const server of http.servers) {
    for (const location of server.locations) {
      const { proxy } = location;
      const path = pathOf(location);
      if (proxy === null || path === null) continue;
      if (!comesBack({ server, location, path }, site)) continue;
      const target = templateText(proxy.pass.target);
      yield { place: proxy.pass.place, where: `location ${location.pattern}`, target };
    }
  }
}

/** Where a request is, and with what path. */
interface Stand {
  readonly server: HttpServer;
  readonly location: Location;
  readonly path: string;
}

/** Longer chains than any that somebody meant. */
const MOST_STEPS = 10;

function comesBack(start: Stand, site: Site): boolean {
  let at: Stand | null = start;
  for (let step = 0; step < MOST_STEPS && at !== null; step += 1) {
    at = nextOf(at, site);
    if (at?.location === start.location) return true;
  }
  return false;
}

/** null = it leaves this nginx, ends here, or nobody can tell. */
function nextOf({ server, location, path }: Stand, site: Site): Stand | null {
  const { proxy } = location;
  if (proxy === null || endsHere(location.rewrite)) return null;
  const written = site.written.get(server);
  const sure = written ? surePlace(proxy.pass, written) : null;
  if (sure === null) return null;
  const ends = endpointsOf({
    target: [sure.place],
    upstream: site.upstreams.get(sure.place) ?? null,
    defaultPort: proxy.pass.scheme === 'https' ? 443 : 80,
  });
  const there = serversAt(ends, site);
  const next = chosen(there, hostSent(proxy, server, sure.place), ends);
  const uri = uriAsked(sure.uri, path);
  if (next === null || uri === null || endsHere(next.rewrite)) return null;
  const found = locationFor(next, uri);
  return found && { server: next, location: found, path: uri };
}

/** The servers of this nginx that listen where a pass connects to. */
function serversAt(ends: readonly Endpoint[], { byPort }: Site): HttpServer[] {
  const found = new Set<HttpServer>();
  for (const end of ends) {
    for (const { listen, servers } of byPort.get(end.port)?.values() ?? []) {
      if (!isListening(listen, end)) continue;
      for (const server of servers) found.add(server);
    }
  }
  return [...found];
}

/** Of one that is named, or of each server of an upstream that is used as a rule. */
function endpointsOf({
  target,
  upstream,
  defaultPort,
}: Pick<Pass, 'target' | 'upstream' | 'defaultPort'>) {
  if (upstream) return upstream.servers.filter(({ down, backup }) => !down && !backup);
  const text = literal(target);
  return text === null ? [] : [endpointOf(text, defaultPort)];
}

/** What `Host` names; null = the client's own. @param place where it is sent to */
function hostSent(
  { setHeaders }: ProxySettings,
  { names }: HttpServer,
  place: string,
): string | null {
  const value = setHeaders.find(({ name }) => name.toLowerCase() === 'host')?.value ?? [];
  const [only] = value;
  if (value.length === 1 && typeof only === 'object') {
    if (only.variable === 'proxy_host') return place;
    return only.variable === 'server_name' ? (names[0] ?? '') : null;
  }
  return literal(value);
}

/** The server that nginx gives the request to; null = it depends on more than is known. */
function chosen(
  servers: readonly HttpServer[],
  host: string | null,
  ends: ReturnType<typeof endpointsOf>,
): HttpServer | null {
  const [first, ...more] = servers;
  if (!first || more.length === 0) return first ?? null;
  if (host === null || servers.some(({ names }) => names.some((name) => /[~*]|^\./.test(name)))) {
    return null;
  }
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const named = servers.find(({ names }) => names.some((one) => one.toLowerCase() === name));
  const byDefault = servers.find(({ listens }) =>
    listens.some((listen) => listen.defaultServer && ends.some((end) => isListening(listen, end))),
  );
  return named ?? byDefault ?? first;
}

/** nginx's order: an exact one, the longest prefix, and before that a pattern that fits. */
function locationFor({ locations }: HttpServer, uri: string): Location | null {
  const path = uri.replace(/\?.*$/s, '');
  const exact = locations.find(({ kind, pattern }) => kind === 'exact' && pattern === path);
  if (exact) return exact;
  const prefixes = locations.filter(
    ({ kind, pattern }) => /^prefix/.test(kind) && path.startsWith(pattern),
  );
  const longest = prefixes.reduce<Location | null>(
    (best, one) => (best && best.pattern.length >= one.pattern.length ? best : one),
    null,
  );
  if (longest?.kind === 'prefix-final') return longest;
  const pattern = locations.find(
    ({ kind, pattern: written, ignoreCase }) =>
      kind === 'regex' && toLikeRegExp(written, ignoreCase).test(path),
  );
  return pattern ?? longest;
}

/** A path that comes to a location; null = none that is known. */
function pathOf({ kind, pattern }: Location): string | null {
  return kind === 'regex' || kind === 'named' ? null : pattern;
}

function endsHere(steps: HttpServer['rewrite']): boolean {
  return steps.some(({ kind }) => kind === 'return');
}

function literal(template: Template): string | null {
  return template.every((part) => typeof part === 'string') ? template.join('') : null;
}
