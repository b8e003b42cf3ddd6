import type {
  HttpServer,
  Location,
  NginxConfig,
  PassProtocol,
  ProxySettings,
  Upstream,
} from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { setsOf, surePlace } from '../topology/targets.js';

/** A way out of a location, of any protocol. */
export interface Use {
  readonly protocol: PassProtocol;
  readonly server: HttpServer;
  readonly location: Location;
  /** Settings of the location's own `proxy_pass`; null = it is in an `if`, or is another protocol. */
  readonly proxy: ProxySettings | null;
  /** The target without scheme and URI; null = it depends on the request. */
  readonly target: string | null;
  /** null = a host without upstream, or an upstream that is not here. */
  readonly upstream: Upstream | null;
  /** Place of the pass. */
  readonly place: Place;
}

export function usesOf({ http }: NginxConfig): Use[] {
  if (!http) return [];
  const { maps, splits } = http;
  const byName = new Map(http.upstreams.map((upstream) => [upstream.name.toLowerCase(), upstream]));
  return http.servers.flatMap((server) => {
    const written = { maps, splits, sets: setsOf(server) };
    return server.locations.flatMap((location) => {
      const { proxy, otherPasses } = location;
      const own = proxy ? [{ ...proxy.pass, protocol: 'proxy' as const, proxy }] : [];
      const others = otherPasses.map((pass) => ({ ...pass, uri: null, proxy: null }));
      return [...own, ...others].map((pass) => {
        const target = surePlace(pass, written)?.place ?? null;
        const upstream = byName.get(target?.toLowerCase() ?? '') ?? null;
        return {
          protocol: pass.protocol,
          server,
          location,
          proxy: pass.proxy,
          target,
          upstream,
          place: pass.place,
        };
      });
    });
  });
}
