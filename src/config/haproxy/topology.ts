import type { Warning } from '../../model/capacity.js';
import type { HaproxyConfig, HaproxyFrontend, HaproxyServer } from '../../model/haproxy.js';
import type { Deployment, Hop, ProxyProcesses } from '../../model/hop.js';
import type { Place } from '../../model/place.js';
import type { Clients } from '../nginx/clients.js';
import { endOf, endsTaking, isLoopback } from '../own-end.js';
import { groupServers, type ServerGroup } from './server-groups.js';

/** User memory HAProxy 2.6 keeps for a held session in tcp mode, measured. */
const HAPROXY_BYTES_PER_SESSION = 3500;
/** Descriptors counted in /proc/PID/fd of an idle HAProxy 2.6: 4, and 3 a thread. */
const OWN_DESCRIPTORS = { base: 4, thread: 3 };

interface Setting {
  readonly config: HaproxyConfig;
  readonly clients: Clients;
  /** Every port that this HAProxy listens on. */
  readonly listens: readonly number[];
  /** What its listening sockets go by (`endOf`). */
  readonly ends: ReadonlySet<string>;
  /** Where each backend stands among all. */
  readonly backendAt: ReadonlyMap<string, number>;
}

/**
 * The hops of a configuration: clients to each frontend, and on to each backend. Servers of one
 * backend that connect from different sources are hops of their own.
 */
export function haproxyTopologyOf(
  config: HaproxyConfig,
  clients: Clients,
): { deployment: Deployment; warnings: Warning[] } {
  const binds = config.frontends.flatMap((frontend) => frontend.binds);
  const setting: Setting = {
    config,
    clients,
    listens: binds.map(({ port }) => port),
    ends: new Set(binds.map(endOf)),
    backendAt: new Map(config.backends.map(({ name }, at) => [name, at])),
  };
  const warnings = config.unknown.map(({ name, place }) =>
    unmodelled(`"${name}" is not modelled; the figures do not know of it`, place),
  );
  const hops: Hop[] = [];
  const routes: number[][] = [];
  for (const frontend of config.frontends) {
    const front = hops.push(frontHop(frontend, setting)) - 1;
    const groups = backendsOf(frontend, setting, warnings).flatMap((backend) =>
      groupServers(backend, warnings),
    );
    for (const group of groups) routes.push([front, hops.push(backHop(group, setting)) - 1]);
    if (groups.length === 0) routes.push([front]);
  }
  const ends = routes.map((route) => route.reduce((sum, at) => sum + (hops[at]?.endsHere ?? 0), 0));
  return {
    deployment: {
      hops,
      routes,
      endsPerSession: Math.max(0, ...ends),
      hopsPerSession: Math.max(0, ...routes.map((route) => route.length)),
      programBytesPerSession: hops.length > 0 ? HAPROXY_BYTES_PER_SESSION : 0,
    },
    warnings,
  };
}

function backendsOf(
  frontend: HaproxyFrontend,
  { config, backendAt }: Setting,
  warnings: Warning[],
) {
  const names = frontend.backends.flatMap(({ name, place }) => {
    if (!name.includes('%[')) return [name];
    warnings.push(unmodelled(`use_backend ${name} is chosen at run time: counted as none`, place));
    return [];
  });
  const places = new Set(names.flatMap((name) => backendAt.get(name) ?? []));
  return [...places]
    .sort((a, b) => a - b)
    .flatMap((at) => config.backends[at] ?? [])
    .filter(({ servers }) => servers.length > 0);
}

function frontHop(frontend: HaproxyFrontend, { config, clients, listens }: Setting): Hop {
  const { name, binds, maxconn } = frontend;
  const [first] = binds;
  const more = binds.length > 1 ? ` and ${binds.length - 1} more` : '';
  const where = clients.local ? 'on this host' : 'elsewhere';
  const count = clients.addresses;
  return {
    name,
    from:
      count === null
        ? 'clients anywhere'
        : `clients ${where}, ${count} address${count === 1 ? '' : 'es'}`,
    to: first ? `${first.address}:${first.port}${more}` : name,
    bind: 'late',
    openedBy: 'clients',
    sources: { count, distribution: null },
    destinations: Math.max(1, binds.length),
    ports: clients.range ? { of: 'client', range: clients.range } : { of: 'host' },
    listens: clients.local ? listens : [],
    loopback: clients.local,
    endsHere: clients.local ? 2 : 1,
    maxConns: null,
    accepts: { frontend: maxconn, process: config.global.maxconn },
    proxy: null,
  };
}

function backHop({ backend, source, servers }: ServerGroup, setting: Setting): Hop {
  const { config, clients, listens, ends } = setting;
  const hosts = servers.map(({ host }) => host);
  // A server that is this very HAProxy takes a descriptor at its end too.
  const own = servers.some((server) => endsTaking(server).some((end) => ends.has(end)));
  return {
    name: backend.name,
    from: sourceText(source),
    to: `${servers.length} server${servers.length === 1 ? '' : 's'}`,
    // HAProxy sets IP_BIND_ADDRESS_NO_PORT where no port is written (proto_tcp.c).
    bind: source?.ports ? 'explicit' : 'late',
    openedBy: 'haproxy',
    sources: { count: source?.transparent ? clients.addresses : 1, distribution: null },
    // Each server has ports of its own to deal out, even where two have one address.
    destinations: source?.ports ? servers.length : new Set(servers.map(endpoint)).size,
    ports: source?.ports ? { of: 'configuration', range: source.ports } : { of: 'host' },
    listens,
    loopback: hosts.every(isLoopback),
    endsHere: hosts.some(isLoopback) ? 2 : 1,
    // One process counts for all of its threads.
    maxConns: servers.every(({ maxconn }) => maxconn === null)
      ? null
      : {
          zone: 'process',
          servers: servers.map((server) => ({
            max: server.maxconn,
            written: `server ${server.name} ${endpoint(server)}`,
            place: server.place,
          })),
        },
    proxy: processOf(config, listens.length, own ? 3 : 2),
  };
}

function processOf(
  config: HaproxyConfig,
  listeners: number,
  slotsPerSession: number,
): ProxyProcesses {
  const { nbthread, ulimitN } = config.global;
  return {
    workers: 1,
    workerConnections: null,
    workerRlimitNofile: ulimitN,
    raisesNofile: true,
    ownDescriptors: OWN_DESCRIPTORS.base + OWN_DESCRIPTORS.thread * (nbthread ?? 1),
    listeners,
    slotsPerSession,
  };
}

function sourceText(source: ServerGroup['source']): string {
  if (!source) return "the kernel's choice of address";
  return source.ports ? `${source.address}:${source.ports.join('-')}` : source.address;
}

function endpoint({ host, port }: HaproxyServer): string {
  return `${host}:${port ?? '*'}`;
}

function unmodelled(message: string, place: Place): Warning {
  return {
    code: 'UNMODELLED_DIRECTIVE',
    message,
    fix: 'Check by hand whether it limits connections.',
    file: place.file,
    line: place.line,
  };
}
