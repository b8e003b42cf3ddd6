import { DEFAULT_PORT } from '../../../../lib/address/origin.js';
import type { HttpServer, StreamServer, Template } from '../../../../model/nginx.js';
import type { Place } from '../../../../model/place.js';
import type { Endpoint } from '../endpoint.js';
import { surePlace, targetsOf } from '../targets.js';
import { evaluate, type Request, type Visit } from './evaluate.js';
import { type PassMet, passIn } from './in-server.js';
import { sentOn } from './sent-on.js';
import type { Site, Socket } from './site.js';

/** A request, or the bytes of stream, arriving at one of the own sockets. */
export interface Arrival {
  readonly socket: Socket;
  readonly request: Request;
  /** The protocol on the connection. */
  readonly scheme: 'http' | 'https';
}

/** The way from a pass to the same pass again. */
export interface WayBack {
  /** Number of connections on it. */
  readonly steps: number;
  /** false = another server of an upstream may take the request instead, and end it. */
  readonly always: boolean;
}

/** Real chains are not longer. */
const MOST_STEPS = 16;

/**
 * Whether a request never ends and reaches the pass at `place` again and again.
 * @param chosen where servers of stream with a choice are assumed to pass to
 */
export function comesBack(
  start: Arrival,
  place: Place,
  site: Site,
  chosen: ReadonlyMap<StreamServer, string> = new Map(),
): WayBack | null {
  const visits: number[] = [];
  let always = true;
  let at: Arrival | null = start;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const passed: Passed | null = at && nextOf(at, site, chosen);
    if (!passed) return null;
    if (passed.place === place) visits.push(step);
    always &&= passed.next?.always ?? true;
    at = passed.next;
  }
  const [first, second] = visits.slice(-2);
  return first === undefined || second === undefined ? null : { steps: second - first, always };
}

interface Passed {
  /** Place of the pass. */
  readonly place: Place;
  /** null = it leaves this nginx, or its destination is unknown. */
  readonly next: Next | null;
}

type Next = Arrival & Pick<WayBack, 'always'>;

function nextOf(
  arrival: Arrival,
  site: Site,
  chosen: ReadonlyMap<StreamServer, string>,
): Passed | null {
  const { socket } = arrival;
  if (socket.listen.proxyProtocol) return null;
  return socket.stream
    ? throughStream(arrival, socket.stream, site, chosen)
    : throughHttp(arrival, site);
}

/** The bytes continue unchanged, except for the TLS that the listener removes. */
function throughStream(
  { socket, request, scheme }: Arrival,
  server: StreamServer,
  site: Site,
  chosen: ReadonlyMap<StreamServer, string>,
): Passed | null {
  const { proxyPass } = server;
  if (!proxyPass) return null;
  if (socket.listen.ssl && scheme !== 'https') return null;
  const [place, ...more] = placesOf(server);
  const to = chosen.get(server) ?? (more.length === 0 ? place : undefined);
  if (to === undefined) return null;
  const spoken = socket.listen.ssl ? 'http' : scheme;
  const next = arrivalAt(site.endsOf('stream', to, 0), { request, scheme: spoken }, site);
  return { place: proxyPass.place, next };
}

/** Where a server of stream can pass to; none if that is known only at run time. */
export function placesOf({ proxyPass, sets }: StreamServer, maps: Maps = NO_MAPS): string[] {
  if (!proxyPass) return [];
  const written = { ...maps, sets: sets.map(({ variable, text }) => ({ variable, value: text })) };
  return targetsOf(proxyPass.text, written).flatMap(plain);
}

type Maps = Pick<Parameters<typeof targetsOf>[1], 'maps' | 'splits'>;
const NO_MAPS: Maps = { maps: [], splits: [] };

function plain(target: Template): string[] {
  return target.every((part) => typeof part === 'string') ? [target.join('')] : [];
}

function throughHttp({ socket, request, scheme }: Arrival, site: Site): Passed | null {
  // TLS to a listener without TLS, or the reverse, is answered with an error.
  if ((socket.listen.ssl === true) !== (scheme === 'https')) return null;
  const server = socket.http.find(request.host);
  if (!server) return null;
  const visit = newVisit(server, { socket, request, scheme }, site);
  const met = passIn(visit, site.locationsOf(server));
  return met && { place: met.proxy.pass.place, next: afterPass(met, visit, site) };
}

function newVisit(server: HttpServer, { socket, request, scheme }: Arrival, site: Site): Visit {
  return {
    request,
    server,
    scheme,
    port: socket.listen.port,
    maps: site.maps,
    variables: new Map(),
    captures: [],
    path: request.path.replace(/\?.*$/s, ''),
    broken: false,
  };
}

function afterPass(met: PassMet, visit: Visit, site: Site): Next | null {
  const written = evaluate(met.proxy.pass.target, visit);
  const sure = written === null ? surePlace(met.proxy.pass, site.writtenIn(visit.server)) : null;
  const sent = sentOn(met, visit, written, sure);
  if (!sent) return null;
  const ends = site.endsOf('http', sent.place, DEFAULT_PORT[sent.scheme]);
  return arrivalAt(ends, sent, site);
}

/** Arrives at the first of the servers that are this same nginx. */
function arrivalAt(
  ends: readonly Endpoint[],
  { request, scheme }: Pick<Arrival, 'request' | 'scheme'>,
  site: Site,
): Next | null {
  const sockets = new Set(ends.map((end) => site.socketAt(end)));
  const socket = [...sockets].find((one) => one !== null);
  return socket ? { socket, request, scheme, always: sockets.size === 1 } : null;
}
