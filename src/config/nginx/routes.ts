import type {
  Listen,
  MapBlock,
  NginxConfig,
  ProxyBind,
  ProxySettings,
  SplitClients,
  Template,
  Upstream,
} from '../../model/nginx.js';
import type { Place } from '../../model/place.js';

/** A server and where it passes connections on to, http and stream alike. */
export interface Route {
  readonly name: string;
  readonly listens: readonly Listen[];
  readonly passes: readonly Pass[];
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
}

export interface Pass {
  readonly target: Template;
  /** null = the target is a host of its own. */
  readonly upstream: Upstream | null;
  readonly bind: ProxyBind | null;
  /** Dealt out by the proxy itself; null = the kernel chooses. */
  readonly ports: readonly [low: number, high: number] | null;
  readonly place: Place;
}

/** Servers that pass connections on; all servers where none does. */
export function routesOf(config: NginxConfig): Route[] {
  const routes = [...httpRoutes(config), ...streamRoutes(config)];
  const proxied = routes.filter((route) => route.passes.length > 0);
  return proxied.length > 0 ? proxied : routes;
}

function httpRoutes({ http }: NginxConfig): Route[] {
  if (!http) return [];
  const { maps, splits } = http;
  const find = finder(http.upstreams);
  return http.servers.map(({ listens, names, locations }) => {
    const passes = locations.flatMap(({ proxy }) => {
      if (!proxy) return [];
      const { target, place } = proxy.pass;
      return [{ target, upstream: find(target), bind: proxy.bind, ports: portsOf(proxy), place }];
    });
    return { name: serverName(names, listens), listens, passes: distinct(passes), maps, splits };
  });
}

function streamRoutes({ stream }: NginxConfig): Route[] {
  if (!stream) return [];
  const { maps, splits } = stream;
  const find = finder(stream.upstreams);
  return stream.servers.map(({ listens, proxyPass, proxyBind, place }) => {
    const target = proxyPass?.text;
    const passes = target
      ? [{ target, upstream: find(target), bind: proxyBind, ports: null, place }]
      : [];
    return { name: serverName([], listens), listens, passes, maps, splits };
  });
}

/** Without an address to bind to there is no port to bind to. */
function portsOf({ bind, bindPorts }: ProxySettings): Pass['ports'] {
  return bind?.kind === 'address' ? bindPorts : null;
}

/** Finds the upstream that a target names, among thousands in a moment. */
function finder(upstreams: readonly Upstream[]): (target: Template) => Upstream | null {
  const byName = new Map(upstreams.map((upstream) => [upstream.name, upstream]));
  return (target) => {
    const [name] = target;
    if (target.length !== 1 || typeof name !== 'string') return null;
    return byName.get(name) ?? null;
  };
}

/** Locations that pass to the same place from the same addresses are one hop. */
function distinct(passes: readonly Pass[]): Pass[] {
  const byKey = new Map<string, Pass>();
  for (const pass of passes) {
    const bind = pass.bind?.kind === 'address' ? pass.bind.address : null;
    const key = JSON.stringify([pass.target, bind, pass.ports]);
    if (!byKey.has(key)) byKey.set(key, pass);
  }
  return [...byKey.values()];
}

/** The first real name; `_`, patterns and the empty name say nothing. */
function serverName(names: readonly string[], listens: readonly Listen[]): string {
  const [listen] = listens;
  const real = names.find((name) => /^[\w*]/.test(name) && name !== '_');
  return real ?? (listen ? `${listen.address}:${listen.port}` : 'the server around this fragment');
}
