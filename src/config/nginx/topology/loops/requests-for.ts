import type { HttpServer, Location, MapBlock } from '../../../../model/nginx.js';
import { locationSample } from '../../variables/location-sample.js';
import type { Site } from './site.js';
import type { Arrival } from './walk.js';

/** A name that no server has, which leads to the default server. */
const NO_NAME = 'tidegate.invalid';

/** How many of each are tried, because a map may have a hundred thousand keys. */
const MOST = 20;

/** Requests that a client can send and that may reach a location: by socket, name and path. */
export function* requestsFor(
  server: HttpServer,
  location: Location,
  site: Site,
): Iterable<Arrival> {
  const keys = keysFor(location, site);
  const hosts = [...server.names.flatMap(hostFor).slice(0, 1), NO_NAME, ...keys.hosts];
  const paths = [...pathsTo(location, server), ...keys.paths].slice(0, MOST);
  for (const listen of server.listens.slice(0, MOST)) {
    const socket = site.socketOf(listen);
    if (!socket) continue;
    const scheme = listen.ssl ? ('https' as const) : ('http' as const);
    for (const host of hosts) {
      if (socket.http.find(host) !== server) continue;
      for (const path of paths) {
        yield { socket, scheme, request: { host, path, headers: new Map() } };
      }
    }
  }
}

/** A name that matches a server_name; none for patterns and `_`. */
function hostFor(name: string): string[] {
  if (name === '' || /^[_~]|\$/.test(name)) return [];
  return [name.replace(/^\*\./, 'x.').replace(/\.\*$/, '.x').replace(/^\./, '')];
}

/** Paths that lead to a location, or to one that leads on to it. */
function pathsTo(location: Location, { locations }: HttpServer): string[] {
  const own = pathOf(location);
  if (own !== null && !location.internal) return [own, ...withinOuter(location, own)];
  const leading = locations.filter(
    ({ internal, rewrite, tryFiles, errorPages }) =>
      !internal && (rewrite.length > 0 || tryFiles !== null || errorPages.length > 0),
  );
  return ['/', ...leading.flatMap((one) => pathOf(one) ?? []).slice(0, MOST)];
}

/** A pattern matches only paths that its outer location matches too. */
function withinOuter({ kind, within }: Location, path: string): string[] {
  const outer = kind === 'regex' && within ? pathOf(within) : null;
  return outer === null ? [] : [outer.replace(/\/$/, '') + path];
}

function pathOf({ kind, pattern }: Location): string | null {
  if (kind === 'named') return null;
  return kind === 'regex' ? locationSample(pattern) : pattern;
}

/**
 * Names and paths that are keys of the maps which a pass depends on; a client can ask for any of
 * them.
 */
function keysFor(location: Location, { maps }: Site): { hosts: string[]; paths: string[] } {
  const [hosts, paths]: [string[], string[]] = [[], []];
  for (const map of mapsOf(location, maps)) {
    const [source, ...more] = map.source;
    if (typeof source !== 'object' || more.length > 0) continue;
    const isHost = /^(?:http_)?host$/.test(source.variable);
    const isPath = /^(?:request_uri|uri|document_uri)$/.test(source.variable);
    for (const { kind, pattern } of map.entries.slice(0, MOST)) {
      if (isHost && kind === 'exact') hosts.push(...hostFor(pattern));
      const path = kind === 'exact' ? pattern : isPath ? locationSample(pattern) : null;
      if (isPath && path?.startsWith('/')) paths.push(path);
    }
  }
  return { hosts, paths };
}

function mapsOf({ proxy }: Location, maps: Site['maps']): MapBlock[] {
  const found = new Set<MapBlock>();
  const waiting = [...(proxy?.pass.target ?? [])];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const map = typeof part === 'object' ? maps.get(part.variable) : undefined;
    if (!map || found.has(map)) continue;
    found.add(map);
    waiting.push(...map.source);
  }
  return [...found];
}
