import { isLoopback, isLoopbackIpv6 } from '../../../lib/address/ip.js';
import { isUnixListen } from '../../../lib/address/socket-name.js';
import { plural } from '../../../lib/units.js';
import type { Warning } from '../../../model/capacity.js';
import type { Hop, MaxConns, ProxyProcesses } from '../../../model/hop.js';
import type { Listen, NginxConfig, Upstream, UpstreamServer } from '../../../model/nginx.js';
import type { Clients } from '../../clients.js';
import { templateText } from '../variables/evaluate-map.js';
import { endpointText, isOwn, isUnix } from './endpoint.js';
import { type Listening, listensText } from './listening.js';
import { endpointsOf, type Pass, type Route } from './routes.js';
import { sourcesOf } from './sources.js';
import { warningsOfPass } from './topology-warnings.js';
import { writtenServer } from './written-server.js';

const NONE: readonly number[] = [];

/** What all hops of a configuration have in common. */
export interface Setting extends Listening {
  readonly config: NginxConfig;
}

/** The hop from the clients to a server. */
export function frontHop(route: Route, { config, clients, listens, ports }: Setting): Hop {
  const to = listensText(route.listens);
  const unix = route.listens.filter(isUnixListen).length;
  return {
    name: route.name,
    from: clientsText(clients),
    to: to || route.name,
    bind: 'late',
    openedBy: 'clients',
    sources: { count: clients.addresses, distribution: null },
    destinations: route.listens.length === 0 ? 1 : route.listens.length - unix,
    ...(unix > 0 && { unixSockets: unix }),
    ports: clients.range ? { of: 'client', range: clients.range } : { of: 'host' },
    listens: clients.local ? ports : NONE,
    loopback: clients.local,
    endsHere: clients.local ? 2 : 1,
    maxConns: null,
    // A connection that is answered here needs one slot; one that is passed on counts in its hop.
    proxy: route.passes.length === 0 ? processes(config, listens, 1) : null,
  };
}

/**
 * A hop for the limits of the process, if the servers are in files that are not here; calculated as
 * if they proxied.
 */
export function processHop(setting: Setting): Hop {
  const route = {
    name: 'servers that are not here',
    listens: [],
    passes: [],
    maps: [],
    splits: [],
  };
  return { ...frontHop(route, setting), proxy: processes(setting.config, setting.listens, 2) };
}

function clientsText({ local, addresses }: Clients): string {
  if (addresses === null) return 'clients anywhere';
  const where = local ? 'on this host' : 'elsewhere';
  return `clients ${where}, ${addresses} ${plural(addresses, 'address', 'addresses')}`;
}

/** The hop from nginx to the target of a pass. */
export function backHop(
  pass: Pass,
  route: Route,
  { config, clients, listens, byPort, ports }: Setting,
): { hop: Hop; warnings: readonly Warning[] } {
  const { maps, splits } = route;
  const { sources, description, warnings } = sourcesOf(pass.bind, { maps, splits, clients });
  const servers = pass.upstream?.servers.filter((server) => !server.down) ?? [];
  const target = templateText(pass.target);
  const ends = endpointsOf(pass, servers);
  const tcp = ends.filter((end) => !isUnix(end));
  const unix = ends.length - tcp.length;
  const slots = ends.some((end) => isOwn(end, byPort.get(end.port) ?? [])) ? 3 : 2;
  const bound = pass.bind?.kind === 'address';
  const unknown = pass.upstream?.servers.length === 0;
  const source = pass.bind ? `${description} ${pass.ports ?? ''}` : '';
  const pairOf = (end: string) => `${source} -> ${end}`;
  const destinations = unknown ? [target] : [...new Set(tcp.map(endpointText))];
  return {
    warnings: [...warnings, ...warningsOfPass(pass, target)],
    hop: {
      name: target,
      from: description,
      to: pass.upstream ? `${servers.length} ${plural(servers.length, 'server')}` : target,
      // nginx sets IP_BIND_ADDRESS_NO_PORT (ngx_event_connect.c).
      bind: bindOf(pass),
      ...(bound && { bindsAddress: true as const }),
      openedBy: 'nginx',
      ...(isOther(pass) && { boundBy: `${pass.protocol}_bind` }),
      ...(pass.protocol === 'stream' && { within: 'stream' as const }),
      sources,
      destinations: destinations.length,
      pairs: destinations.map((end) => ({ key: pairOf(end), part: 0 })),
      ...(unix > 0 && { unixSockets: unix }),
      ports: pass.ports === null ? { of: 'host' } : { of: 'configuration', range: pass.ports },
      listens: ports,
      loopback: tcp.length > 0 && tcp.every(({ host }) => isLoopback(host)),
      ...(tcp.some(({ host }) => isLoopbackIpv6(host)) && { loopbackIpv6: true as const }),
      endsHere: ends.some((end) => isUnix(end) || isLoopback(end.host)) ? 2 : 1,
      maxConns: maxConnsOf(pass.upstream, servers, pairOf),
      proxy: processes(config, listens, slots),
      place: pass.place,
    },
  };
}

/**
 * A written port is bound before the destination is known, and without SO_REUSEADDR, so it serves
 * one connection.
 */
function bindOf({ bind, ports }: Pass): Hop['bind'] {
  if (bind?.kind === 'address' && bind.port !== undefined) return 'early';
  return ports === null ? 'late' : 'explicit';
}

function isOther({ protocol }: Pass): boolean {
  return protocol !== 'proxy' && protocol !== 'stream';
}

function maxConnsOf(
  upstream: Upstream | null,
  servers: readonly UpstreamServer[],
  pairOf: (end: string) => string,
): MaxConns | null {
  if (!upstream || servers.every((server) => server.maxConns === 0)) return null;
  return {
    zone: upstream.zone,
    servers: servers.map((server) => ({
      max: server.maxConns || null,
      written: writtenServer(server),
      pair: isUnix(server) ? null : pairOf(endpointText(server)),
      place: server.place,
    })),
  };
}

/** null for a fragment, whose process settings are in a file that is not here. */
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
    reuseportListeners: listens.filter(({ reuseport }) => reuseport).length,
    logFiles: config.logFiles,
    helperProcesses: config.helperProcesses,
    slotsPerSession,
  };
}
