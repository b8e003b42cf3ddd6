import type { Warning } from '../../model/capacity.js';
import type { Deployment, Hop, MaxConns, ProxyProcesses } from '../../model/hop.js';
import type { Listen, NginxConfig, Upstream, UpstreamServer } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import { isLoopback } from '../own-end.js';
import type { Clients } from './clients.js';
import { type Endpoint, endpointOf, isName, isOwn, isUnix } from './endpoint.js';
import { templateText } from './evaluate-map.js';
import { loopsOf } from './loops.js';
import { missingFiles } from './missing-files.js';
import { type Pass, type Route, routesOf } from './routes.js';
import { sourcesOf } from './sources.js';
import { namesText, unmodelledOf } from './unmodelled.js';
import { writtenServer } from './written-server.js';

/** User memory nginx 1.22 keeps for a held proxied connection, measured. */
const NGINX_BYTES_PER_SESSION = 9500;

const NONE: readonly number[] = [];

/** What every hop of a configuration has in common. */
interface Setting {
  readonly config: NginxConfig;
  readonly clients: Clients;
  readonly listens: readonly Listen[];
  readonly byPort: ReadonlyMap<number, readonly Listen[]>;
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
  const warnings = [
    ...leftOut(config),
    ...toItself(config),
    ...unmodelled(config),
    ...countedOnce(routes, config),
  ];
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
    const tracked = backs.some(({ destinations }) => destinations > 0);
    hopsPerSession = Math.max(hopsPerSession, tracked ? 2 : 1);
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
  const keyOf = ({ address, port, udp }: Listen, at = address) =>
    `${at}:${port}${udp ? ' udp' : ''}`;
  const byEndpoint = new Map<string, Listen>();
  for (const listen of all) {
    const before = byEndpoint.get(keyOf(listen));
    // Options of one socket may stand at any of the servers that share it.
    byEndpoint.set(keyOf(listen), before?.reuseport ? { ...listen, reuseport: true } : listen);
  }
  return [...byEndpoint.values()].filter(
    (listen) => listen.address === '*' || !byEndpoint.has(keyOf(listen, '*')),
  );
}

/** A port with a listener is given to no client of this host. */
function withListens(config: NginxConfig, clients: Clients): Omit<Setting, 'config'> {
  const listens = boundListens(config);
  const ports = listens.filter(({ udp }) => !udp).map((listen) => listen.port);
  const byPort = groupedByPort(listens);
  if (!clients.local) return { clients, listens, byPort, ports };
  const owned = new Set(ports);
  return {
    clients: { ...clients, ports: clients.ports.filter((port) => !owned.has(port)) },
    listens,
    byPort,
    ports,
  };
}

function groupedByPort(listens: readonly Listen[]): Map<number, Listen[]> {
  const byPort = new Map<number, Listen[]>();
  for (const listen of listens) {
    const others = byPort.get(listen.port);
    if (others) others.push(listen);
    else byPort.set(listen.port, [listen]);
  }
  return byPort;
}

function frontHop(route: Route, { config, clients, listens, ports }: Setting): Hop {
  const to = listensText(route.listens);
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

/** So many are named; a range of ports has thousands. */
const NAMED = 8;

function listensText(listens: readonly Listen[]): string {
  const named = listens
    .slice(0, NAMED)
    .map(({ address, port, udp }) => `${address}:${port}${udp ? ' (UDP)' : ''}`);
  const more = listens.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function clientsText({ local, addresses }: Clients): string {
  if (addresses === null) return 'clients anywhere';
  const where = local ? 'on this host' : 'elsewhere';
  return `clients ${where}, ${addresses} address${addresses === 1 ? '' : 'es'}`;
}

function backHop(
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
  return {
    warnings: [...warnings, ...unknownTarget(pass, target), ...fixedPort(pass, target)],
    hop: {
      name: target,
      from: description,
      to: pass.upstream ? `${servers.length} server${servers.length === 1 ? '' : 's'}` : target,
      // nginx sets IP_BIND_ADDRESS_NO_PORT (ngx_event_connect.c).
      bind: pass.ports === null ? 'late' : 'explicit',
      ...(bound && { bindsAddress: true as const }),
      openedBy: 'nginx',
      sources,
      destinations: unknown ? 1 : new Set(tcp.map(({ host, port }) => `${host}:${port}`)).size,
      ...(unix > 0 && { unixSockets: unix }),
      ports: pass.ports === null ? { of: 'host' } : { of: 'configuration', range: pass.ports },
      listens: ports,
      loopback: tcp.length > 0 && tcp.every(({ host }) => isLoopback(host)),
      endsHere: ends.some((end) => isUnix(end) || isLoopback(end.host)) ? 2 : 1,
      maxConns: maxConnsOf(pass.upstream, servers),
      proxy: processes(config, listens, slots),
      place: pass.place,
    },
  };
}

/** What a pass connects to: the servers of its upstream, or the one that it names. */
function endpointsOf(pass: Pass, servers: readonly UpstreamServer[]): readonly Endpoint[] {
  return pass.upstream ? servers : [endpointOf(templateText(pass.target), pass.defaultPort)];
}

/** Where a variable leads is known only for each request; what an upstream without servers gets, too. */
function unknownTarget({ target, protocol, place, upstream }: Pass, text: string): Warning[] {
  if (upstream?.servers.length === 0) {
    return [
      {
        code: 'TARGET_UNKNOWN',
        message: `upstream ${text} has no servers here: counted as one server`,
        fix: 'Write its servers; nginx itself starts without them only where it gets them from elsewhere.',
        file: upstream.place.file,
        line: upstream.place.line,
      },
    ];
  }
  if (target.every((part) => typeof part === 'string')) return [];
  return [
    {
      code: 'TARGET_UNKNOWN',
      message: `where ${directiveOf(protocol)} ${text} leads is chosen at run time: counted as one server`,
      fix: 'Count each place it may lead to by itself: --sources N --destinations LIST.',
      file: place.file,
      line: place.line,
    },
  ];
}

function fixedPort({ bind, protocol }: Pass, target: string): Warning[] {
  if (bind?.kind !== 'address' || bind.port === undefined) return [];
  const name = protocol === 'stream' ? 'proxy_bind' : `${protocol}_bind`;
  return [
    {
      code: 'SOURCE_PORT_FIXED',
      message: `${name} binds to port ${bind.port}: one connection at a time to each server of ${target}`,
      fix: `Leave the port out: ${name} ${templateText(bind.address)};`,
      file: bind.place.file,
      line: bind.place.line,
    },
  ];
}

function directiveOf(protocol: Pass['protocol']): string {
  return protocol === 'stream' ? 'proxy_pass' : `${protocol}_pass`;
}

/** nginx connects to every address that a name resolves to; here no name is looked up. */
function* countedOnce(routes: readonly Route[], config: NginxConfig): Iterable<Warning> {
  const whole = config.shape === 'complete' && config.missingIncludes.length === 0;
  const seen = new Map<string, Place>();
  for (const pass of routes.flatMap(({ passes }) => passes)) {
    const servers = pass.upstream?.servers.filter((server) => !server.down) ?? [];
    for (const [at, end] of endpointsOf(pass, servers).entries()) {
      const place = servers[at]?.place ?? pass.place;
      // A plain word may be an upstream that stands in another file.
      if (!whole && !pass.upstream && !/[.:]|^localhost$/.test(templateText(pass.target))) continue;
      if (isName(end) && !seen.has(end.host)) seen.set(end.host, place);
    }
  }
  const here = seen.get('localhost');
  if (here) {
    yield {
      code: 'NAME_COUNTED_ONCE',
      message:
        'localhost is counted as one address; on most hosts it is two, 127.0.0.1 and [::1], and nginx connects to both in turn',
      fix: 'Write 127.0.0.1, or [::1], where the server listens on one of them only.',
      file: here.file,
      line: here.line,
    };
  }
  seen.delete('localhost');
  const [first] = seen;
  if (!first) return;
  const [names, place] = [[...seen.keys()], first[1]];
  const [are, each] =
    names.length === 1 ? ['is a name', 'it resolves'] : ['are names', 'they resolve'];
  const listed =
    names.slice(0, NAMED).join(', ') +
    (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');
  yield {
    code: 'NAME_COUNTED_ONCE',
    message: `${listed} ${are}, counted as one address${names.length === 1 ? '' : ' each'}; nginx connects to every address ${each} to`,
    fix: 'Write the addresses as server lines of an upstream to have each counted.',
    file: place.file,
    line: place.line,
  };
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
    reuseportListeners: listens.filter(({ reuseport }) => reuseport).length,
    logFiles: config.logFiles,
    helperProcesses: config.helperProcesses,
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
  const { matters, slips, harmless, foreign } = unmodelledOf(config);
  for (const { name, effect, place } of matters) {
    yield unmodelledWarning(`${name}: ${effect}`, 'Take it into account by hand.', place);
  }
  for (const { name, near, place } of slips) {
    yield unmodelledWarning(`"${name}" is not known`, `Did you mean "${near}"?`, place);
  }
  const [first] = foreign;
  if (first) {
    const message = `of modules that are not known here: ${namesText(foreign)}`;
    yield unmodelledWarning(message, 'Check by hand whether they open connections.', first.place);
  }
  if (harmless.length > 0) {
    const message = `read and left aside, they change no number of connections: ${namesText(harmless)}`;
    yield unmodelledWarning(message, 'Nothing is to be done.', null);
  }
}

function unmodelledWarning(message: string, fix: string, place: Place | null): Warning {
  const [file, line] = [place?.file ?? null, place?.line ?? null];
  return { code: 'UNMODELLED_DIRECTIVE', message, fix, file, line };
}

/** What was passed over to read it at all. */
function* leftOut({ missingIncludes, byteOrderMarks }: NginxConfig): Iterable<Warning> {
  for (const { names, place, usual } of missingFiles(missingIncludes)) {
    yield {
      code: 'INCLUDE_MISSING',
      message: `not there, so that what they say is left out: ${names}`,
      fix: usual
        ? 'As a rule such files hold nothing that changes a number of connections.'
        : 'Name the directory they are relative to: -p PREFIX.',
      file: place.file,
      line: place.line,
    };
  }
  for (const { file, line } of byteOrderMarks) {
    yield {
      code: 'BYTE_ORDER_MARK',
      message:
        'the file begins with a byte order mark, which nginx takes for a part of the first word',
      fix: 'Save it as UTF-8 without one.',
      file,
      line,
    };
  }
}

/** One request then holds every slot, so that no figure means anything for it. */
function* toItself(config: NginxConfig): Iterable<Warning> {
  for (const { where, target, place } of loopsOf(config)) {
    yield {
      code: 'PROXIES_TO_ITSELF',
      message: `${where} passes to ${target}, which is itself: one request takes every slot`,
      fix: 'Pass to where the application listens.',
      file: place.file,
      line: place.line,
    };
  }
}
