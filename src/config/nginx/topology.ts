import type { Warning } from '../../model/capacity.js';
import type { Deployment, Hop, MaxConns, ProxyProcesses } from '../../model/hop.js';
import type { Listen, NginxConfig, Upstream, UpstreamServer } from '../../model/nginx.js';
import { endOf, endsTaking, isLoopback } from '../own-end.js';
import type { Clients } from './clients.js';
import { templateText } from './evaluate-map.js';
import { nearMiss } from './refuse-unknown.js';
import { type Pass, type Route, routesOf } from './routes.js';
import { sourcesOf } from './sources.js';
import { writtenServer } from './written-server.js';

/** User memory nginx 1.22 keeps for a held proxied connection, measured. */
const NGINX_BYTES_PER_SESSION = 9500;

const NONE: readonly number[] = [];

/** What every hop of a configuration has in common. */
interface Setting {
  readonly config: NginxConfig;
  readonly clients: Clients;
  readonly listens: readonly Listen[];
  /** What they go by (`endOf`). */
  readonly ends: ReadonlySet<string>;
  /** Their ports, one list for all hops. */
  readonly ports: readonly number[];
}

/** The hops of a configuration: clients to each server that proxies, and on to each upstream. */
export function topologyOf(
  config: NginxConfig,
  clients: Clients,
): { deployment: Deployment; warnings: Warning[] } {
  const setting = { config, ...withListens(config, clients) };
  const routes = routesOf(config);
  const warnings = [...unmodelled(config)];
  const hops: Hop[] = [];
  const ways: number[][] = [];
  let [endsPerSession, hopsPerSession] = [0, 0];
  for (const route of routes) {
    const front = frontHop(route, setting);
    const backs = route.passes.map((pass) => {
      const back = backHop(pass, route, setting);
      warnings.push(...back.warnings);
      return back.hop;
    });
    const first = hops.push(front) - 1;
    for (const back of backs) ways.push([first, hops.push(back) - 1]);
    if (backs.length === 0) ways.push([first]);
    const deepest = Math.max(0, ...backs.map((hop) => hop.endsHere));
    endsPerSession = Math.max(endsPerSession, front.endsHere + deepest);
    hopsPerSession = Math.max(hopsPerSession, backs.length > 0 ? 2 : 1);
  }
  const programBytesPerSession = hops.length > 0 ? NGINX_BYTES_PER_SESSION : 0;
  return {
    deployment: { hops, routes: ways, endsPerSession, hopsPerSession, programBytesPerSession },
    warnings,
  };
}

/** Listening sockets of the whole configuration; a wildcard takes in every address of its port. */
function boundListens(config: NginxConfig): Listen[] {
  const all = [...(config.http?.servers ?? []), ...(config.stream?.servers ?? [])].flatMap(
    (server) => server.listens,
  );
  const byEndpoint = new Map(all.map((listen) => [`${listen.address}:${listen.port}`, listen]));
  return [...byEndpoint.values()].filter(
    (listen) => listen.address === '*' || !byEndpoint.has(`*:${listen.port}`),
  );
}

/** A port with a listener is given to no client of this host. */
function withListens(config: NginxConfig, clients: Clients): Omit<Setting, 'config'> {
  const listens = boundListens(config);
  const ports = listens.map((listen) => listen.port);
  const ends = new Set(listens.map(endOf));
  if (!clients.local) return { clients, listens, ends, ports };
  const owned = new Set(ports);
  return {
    clients: { ...clients, ports: clients.ports.filter((port) => !owned.has(port)) },
    listens,
    ends,
    ports,
  };
}

function frontHop(route: Route, { config, clients, listens, ports }: Setting): Hop {
  const to = route.listens.map((listen) => `${listen.address}:${listen.port}`).join(', ');
  return {
    name: route.name,
    from: clientsText(clients),
    to: to || route.name,
    bind: 'late',
    openedBy: 'clients',
    sources: { count: clients.addresses, distribution: null },
    destinations: Math.max(1, route.listens.length),
    ports: clients.range ? { of: 'client', range: clients.range } : { of: 'host' },
    listens: clients.local ? ports : NONE,
    loopback: clients.local,
    endsHere: clients.local ? 2 : 1,
    maxConns: null,
    // A connection that is answered here takes one slot; one that is passed on counts in its hop.
    proxy: route.passes.length === 0 ? processes(config, listens, 1) : null,
  };
}

function clientsText({ local, addresses }: Clients): string {
  if (addresses === null) return 'clients anywhere';
  const where = local ? 'on this host' : 'elsewhere';
  return `clients ${where}, ${addresses} address${addresses === 1 ? '' : 'es'}`;
}

function backHop(
  pass: Pass,
  route: Route,
  { config, clients, listens, ends, ports }: Setting,
): { hop: Hop; warnings: readonly Warning[] } {
  const { maps, splits } = route;
  const { sources, description, warnings } = sourcesOf(pass.bind, { maps, splits, clients });
  const servers = pass.upstream?.servers.filter((server) => !server.down) ?? [];
  const target = templateText(pass.target);
  const hosts = pass.upstream ? servers.map((server) => server.host) : [target];
  const loopback = hosts.length > 0 && hosts.every(isLoopback);
  // A server that is this very nginx takes a slot at its end too.
  const isOwn = servers.some((server) => endsTaking(server).some((end) => ends.has(end)));
  const slots = isOwn ? 3 : 2;
  return {
    warnings: [...warnings, ...unknownTarget(pass, target)],
    hop: {
      name: target,
      from: description,
      to: pass.upstream ? `${servers.length} server${servers.length === 1 ? '' : 's'}` : target,
      // nginx sets IP_BIND_ADDRESS_NO_PORT (ngx_event_connect.c).
      bind: pass.ports === null ? 'late' : 'explicit',
      openedBy: 'nginx',
      sources,
      destinations: new Set(pass.upstream ? servers.map(endpoint) : [target]).size,
      ports: pass.ports === null ? { of: 'host' } : { of: 'configuration', range: pass.ports },
      listens: ports,
      loopback,
      endsHere: hosts.some(isLoopback) ? 2 : 1,
      maxConns: maxConnsOf(pass.upstream, servers),
      proxy: processes(config, listens, slots),
      place: pass.place,
    },
  };
}

/** Where a variable leads is known only for each request. */
function unknownTarget({ target, place }: Pass, text: string): Warning[] {
  if (target.every((part) => typeof part === 'string')) return [];
  return [
    {
      code: 'TARGET_UNKNOWN',
      message: `where proxy_pass ${text} leads is chosen at run time: counted as one server`,
      fix: 'Count each place it may lead to by itself: --sources N --destinations LIST.',
      file: place.file,
      line: place.line,
    },
  ];
}

function endpoint(server: UpstreamServer): string {
  return `${server.host}:${server.port}`;
}

function maxConnsOf(
  upstream: Upstream | null,
  servers: readonly UpstreamServer[],
): MaxConns | null {
  if (!upstream || servers.every((server) => server.maxConns === 0)) return null;
  return {
    zone: upstream.zone,
    servers: servers.map((server) => ({
      max: server.maxConns || null,
      written: writtenServer(server),
      place: server.place,
    })),
  };
}

/** null for a fragment: its processes stand in a file that is not here. */
function processes(
  config: NginxConfig,
  listens: readonly Listen[],
  slotsPerSession: number,
): ProxyProcesses | null {
  if (config.shape === 'fragment') return null;
  return {
    workers: config.workerProcesses,
    workerConnections: config.workerConnections,
    workerRlimitNofile: config.workerRlimitNofile,
    listeners: listens.length,
    slotsPerSession,
  };
}

function* unmodelled(config: NginxConfig): Iterable<Warning> {
  if (config.shape === 'fragment') {
    yield {
      code: 'PROXY_LIMITS_UNKNOWN',
      message: 'this is a fragment: worker_connections and nofile of its proxy are left out',
      fix: 'Name the configuration that includes it.',
      file: config.file,
      line: null,
    };
  }
  for (const directive of config.unknown) {
    const near = nearMiss(directive);
    yield {
      code: 'UNMODELLED_DIRECTIVE',
      message: `"${directive.name}" is not modelled; the figures do not know of it`,
      fix: near ? `Did you mean "${near}"?` : 'Check by hand whether it limits connections.',
      file: directive.place.file,
      line: directive.place.line,
    };
  }
}
