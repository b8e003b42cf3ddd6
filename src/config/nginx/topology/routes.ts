import { DEFAULT_PORT } from '../../../lib/address/origin.js';
import { listenText } from '../../../lib/address/socket-name.js';
import type {
  Listen,
  Location,
  MapBlock,
  NginxConfig,
  PassProtocol,
  ProxyBind,
  ProxySettings,
  RewriteStep,
  SplitClients,
  Template,
  Upstream,
  UpstreamServer,
} from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { templateText } from '../variables/evaluate-map.js';
import { type Endpoint, endpointOf } from './endpoint.js';
import { setsOf, targetsOf, type Written } from './targets.js';

/** A server and where it passes connections, for http and stream. */
export interface Route {
  readonly name: string;
  readonly listens: readonly Listen[];
  readonly passes: readonly Pass[];
  readonly maps: readonly MapBlock[];
  readonly splits: readonly SplitClients[];
}

export interface Pass {
  readonly protocol: PassProtocol | 'stream';
  /** Without scheme and URI. */
  readonly target: Template;
  /** null = the target is a host without upstream. */
  readonly upstream: Upstream | null;
  readonly bind: ProxyBind | null;
  /** Ports chosen by the proxy itself; null = the kernel chooses. */
  readonly ports: readonly [low: number, high: number] | null;
  /** The port if the target has none; 0 = nginx requires one. */
  readonly defaultPort: number;
  readonly place: Place;
}

/** Servers that pass connections on; all servers if none does. */
export function routesOf(config: NginxConfig): Route[] {
  const routes = [...httpRoutes(config), ...streamRoutes(config), ...upstreamsAlone(config)];
  const proxied = routes.filter((route) => route.passes.length > 0);
  return proxied.length > 0 ? proxied : routes;
}

function httpRoutes({ http, subrequests }: NginxConfig): Route[] {
  if (!http) return [];
  const { maps, splits } = http;
  const find = finder(http.upstreams);
  return http.servers.map((server) => {
    const { listens, names, locations, rewrite } = server;
    const written = { maps, splits, sets: setsOf(server) };
    const passes = answersItself(rewrite)
      ? []
      : locations
          .filter((location) => holdsClients(location, subrequests))
          .flatMap((location) => passesOf(location, written, find));
    return { name: serverName(names, listens), listens, passes: distinct(passes), maps, splits };
  });
}

/** Its requests come from clients, and go on to a backend. */
function holdsClients(location: Location, subrequests: ReadonlySet<string>): boolean {
  const { kind, pattern, internal, rewrite } = location;
  if (answersItself(rewrite)) return false;
  // Clients can ask for a prefix as well.
  return !subrequests.has(pattern) || (kind.startsWith('prefix') && !internal);
}

/** A `return` in front of everything else. */
function answersItself(steps: readonly RewriteStep[]): boolean {
  const end = steps.find(({ kind }) => kind === 'return' || kind === 'break');
  return end?.kind === 'return';
}

function passesOf({ proxy, otherPasses }: Location, written: Written, find: Find): Pass[] {
  const own = proxy
    ? [
        {
          ...proxy.pass,
          protocol: 'proxy' as const,
          bind: proxy.bind,
          ports: portsOf(proxy),
          defaultPort: DEFAULT_PORT[proxy.pass.scheme],
        },
      ]
    : [];
  const others = otherPasses.map((pass) => ({
    ...pass,
    ports: boundPort(pass.bind),
    defaultPort: pass.protocol === 'proxy' || pass.protocol === 'grpc' ? 80 : 0,
  }));
  return [...own, ...others].flatMap(({ target, protocol, bind, ports, defaultPort, place }) =>
    targetsOf(target, written).map((to) => ({
      protocol,
      target: to,
      upstream: find(to),
      bind,
      ports,
      defaultPort,
      place,
    })),
  );
}

function streamRoutes({ stream }: NginxConfig): Route[] {
  if (!stream) return [];
  const { maps, splits } = stream;
  const find = finder(stream.upstreams);
  return stream.servers.map(({ listens, proxyPass, proxyBind: bind, sets, place }) => {
    const written = {
      maps,
      splits,
      sets: sets.map(({ variable, text }) => ({ variable, value: text })),
    };
    const targets = proxyPass ? targetsOf(proxyPass.text, written) : [];
    const passes = targets.map((target) => ({
      protocol: 'stream' as const,
      target,
      upstream: find(target),
      bind,
      ports: boundPort(bind),
      defaultPort: 0,
      place,
    }));
    return { name: serverName([], listens), listens, passes, maps, splits };
  });
}

/**
 * A fragment with upstreams and no servers, such as conf.d/upstreams.conf: servers in other files
 * pass to each.
 */
function upstreamsAlone({ shape, http, stream }: NginxConfig): Route[] {
  const servers = [...(http?.servers ?? []), ...(stream?.servers ?? [])];
  const upstreams = [...(http?.upstreams ?? []), ...(stream?.upstreams ?? [])];
  if (shape === 'complete' || servers.length > 0 || upstreams.length === 0) return [];
  const passes = upstreams.map((upstream) => ({
    protocol: 'proxy' as const,
    target: [upstream.name],
    upstream,
    bind: null,
    ports: null,
    defaultPort: 80,
    place: upstream.place,
  }));
  return [{ name: serverName([], []), listens: [], passes, maps: [], splits: [] }];
}

function boundPort(bind: ProxyBind | null): Pass['ports'] {
  return bind?.kind === 'address' && bind.port !== undefined ? [bind.port, bind.port] : null;
}

/** Without a bind address there are no ports to bind to. */
function portsOf({ bind, bindPorts }: ProxySettings): Pass['ports'] {
  return bind?.kind === 'address' ? bindPorts : null;
}

type Find = (target: Template) => Upstream | null;

/** Finds the upstream that a target names, without case and quickly among thousands. */
function finder(upstreams: readonly Upstream[]): Find {
  const byName = new Map(upstreams.map((upstream) => [upstream.name.toLowerCase(), upstream]));
  return (target) => {
    const [name] = target;
    if (target.length !== 1 || typeof name !== 'string') return null;
    return byName.get(name.toLowerCase()) ?? null;
  };
}

/** Locations that pass to the same place from the same addresses are one hop. */
function distinct(passes: readonly Pass[]): Pass[] {
  const byKey = new Map<string, Pass>();
  for (const pass of passes) {
    const bind = pass.bind?.kind === 'address' ? pass.bind.address : null;
    const key = JSON.stringify([pass.target, bind, pass.ports, pass.defaultPort]);
    if (!byKey.has(key)) byKey.set(key, pass);
  }
  return [...byKey.values()];
}

/** The first real name; `_`, patterns and the empty name do not count. */
function serverName(names: readonly string[], listens: readonly Listen[]): string {
  const [listen] = listens;
  const real = names.find((name) => /^[\w*]/.test(name) && name !== '_');
  return real ?? (listen ? listenText(listen) : 'the server around this fragment');
}

/** What a pass connects to: the servers of its upstream, or the one that it names. */
export function endpointsOf(pass: Pass, servers: readonly UpstreamServer[]): readonly Endpoint[] {
  return pass.upstream ? servers : [endpointOf(templateText(pass.target), pass.defaultPort)];
}
