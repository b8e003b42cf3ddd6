import { DEFAULT_PORT } from '../../../../lib/address/origin.js';
import type {
  HttpServer,
  Location,
  NginxConfig,
  ProxySettings,
  StreamServer,
} from '../../../../model/nginx.js';
import type { Place } from '../../../../model/place.js';
import { templateText } from '../../variables/evaluate-map.js';
import { targetsOf } from '../targets.js';
import { requestsFor } from './requests-for.js';
import { Site } from './site.js';
import { comesBack, placesOf, type WayBack } from './walk.js';

/** A pass whose connections return to it. */
export interface Loop {
  /** Place of the `proxy_pass`. */
  readonly place: Place;
  /** `location /kibana`, `this server of stream`. */
  readonly where: string;
  /** The target as written. */
  readonly target: string;
  /** It returns through other passes, not directly. */
  readonly overOthers: boolean;
  /** false = another server of an upstream may take a request instead, and end it. */
  readonly always: boolean;
}

/**
 * Passes to a listener of this same nginx that lead back to the same pass, directly or through
 * others. One request then takes every slot. Only certain cases count: a request is followed while
 * its way is known at each step and stays in this nginx.
 */
export function loopsOf(config: NginxConfig): Loop[] {
  const site = new Site(config);
  return [...httpLoops(config, site), ...streamLoops(config, site)];
}

function* httpLoops({ http }: NginxConfig, site: Site): Iterable<Loop> {
  for (const server of http?.servers ?? []) {
    for (const location of server.locations) {
      const { proxy } = location;
      if (proxy === null || !mayBeOwn(proxy, server, site)) continue;
      const back = wayBack(server, location, proxy, site);
      if (!back) continue;
      yield {
        place: proxy.pass.place,
        where: `location ${location.pattern}`,
        target: templateText(proxy.pass.target),
        overOthers: back.steps > 1,
        always: back.always,
      };
    }
  }
}

/** Most passes lead elsewhere, which is found out quickly. */
function mayBeOwn({ pass }: ProxySettings, server: HttpServer, site: Site): boolean {
  const port = DEFAULT_PORT[pass.scheme];
  return targetsOf(pass.target, site.writtenIn(server)).some((target) =>
    site.endsOf('http', templateText(target), port).some((end) => site.socketAt(end) !== null),
  );
}

/** null = it does not return, as far as is known. */
function wayBack(
  server: HttpServer,
  location: Location,
  { pass }: ProxySettings,
  site: Site,
): WayBack | null {
  for (const arrival of requestsFor(server, location, site)) {
    const back = comesBack(arrival, pass.place, site);
    if (back) return back;
  }
  return null;
}

function* streamLoops({ stream }: NginxConfig, site: Site): Iterable<Loop> {
  for (const server of stream?.servers ?? []) {
    const back = stream ? streamWayBack(server, stream, site) : null;
    if (!server.proxyPass || !back) continue;
    yield {
      place: server.proxyPass.place,
      where: 'this server of stream',
      target: templateText(server.proxyPass.text),
      overOthers: back.steps > 1,
      always: back.always,
    };
  }
}

/**
 * A server of stream with a choice is assumed to choose the same again, because what it chooses by
 * is passed on.
 */
function streamWayBack(
  server: StreamServer,
  maps: Parameters<typeof placesOf>[1],
  site: Site,
): WayBack | null {
  const { proxyPass } = server;
  if (!proxyPass) return null;
  const request = { host: 'tidegate.invalid', path: '/', headers: new Map() };
  for (const place of placesOf(server, maps)) {
    for (const listen of server.listens) {
      const socket = site.socketOf(listen);
      const ends = site.endsOf('stream', place, 0);
      if (!socket || !ends.some((end) => site.socketAt(end) !== null)) continue;
      const scheme = listen.ssl ? ('https' as const) : ('http' as const);
      const chosen = new Map([[server, place]]);
      const back = comesBack({ socket, request, scheme }, proxyPass.place, site, chosen);
      if (back) return back;
    }
  }
  return null;
}

/** The effect of a loop, for a message: `is itself`. */
export function loopText({ where, target, overOthers, always }: Loop): string {
  const leads = overOthers ? 'leads back to it' : 'is itself';
  return `${where} passes to ${target}, ${always ? 'which' : 'a server of which'} ${leads}`;
}
