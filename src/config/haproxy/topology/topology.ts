import { plural } from '../../../lib/units.js';
import type { Warning } from '../../../model/capacity.js';
import type { HaproxyBackend, HaproxyConfig, HaproxyFrontend } from '../../../model/haproxy.js';
import type { Deployment, Hop } from '../../../model/hop.js';
import type { Clients } from '../../clients.js';
import { backHop } from './back-hop.js';
import { circleWarning } from './own-circles.js';
import type { Way } from './own-ends.js';
import { processesOf } from './process-of.js';
import { groupServers } from './server-groups.js';
import { type Setting, settingOf } from './setting.js';
import { warningsOfConfig } from './warnings.js';

/** Memory that HAProxy 2.6 uses for a held session in tcp mode, measured. */
const HAPROXY_BYTES_PER_SESSION = 3500;

/**
 * The hops of a configuration: from clients to each frontend, and on to each backend, which is one
 * hop for all frontends that pass to it. If a backend's server is this same HAProxy, the way
 * continues to the next backend.
 */
export function haproxyTopologyOf(
  config: HaproxyConfig,
  clients: Clients,
): { deployment: Deployment; warnings: Warning[] } {
  const setting = settingOf(config, clients);
  const warnings = [...warningsOfConfig(config), ...setting.ways.circles.map(circleWarning)];
  const clientPorts = clientPortsOf(setting.ways.all);
  const hops: Hop[] = [];
  const routes: number[][] = [];
  const backs = new Map<HaproxyBackend, number>();
  const backOf = (backend: HaproxyBackend) => {
    const ports = clientPorts.get(backend) ?? new Set<number>();
    const add = () => hops.push(backHop(backend, groupServers(backend, ports, warnings), setting));
    const at = backs.get(backend) ?? add() - 1;
    backs.set(backend, at);
    return at;
  };
  const inner = new Map<HaproxyFrontend, number>();
  const innerOf = (frontend: HaproxyFrontend) => {
    const at = inner.get(frontend) ?? hops.push(innerHop(frontend, setting)) - 1;
    inner.set(frontend, at);
    return at;
  };
  for (const way of setting.ways.entries(clients.local)) {
    const front = hops.push(frontHop(way.frontend, way.backends.length > 0, setting)) - 1;
    if (way.backends.length === 0) routes.push([front]);
    for (const steps of setting.ways.out(way)) {
      routes.push(
        steps.flatMap(({ frontend, backend }, n) => [
          n === 0 ? front : innerOf(frontend),
          backOf(backend),
        ]),
      );
    }
  }
  const ends = routes.map((route) => route.reduce((sum, at) => sum + (hops[at]?.endsHere ?? 0), 0));
  return {
    deployment: {
      hops,
      routes,
      endsPerSession: most(ends),
      hopsPerSession: most(
        routes.map((route) => route.filter((at) => (hops[at]?.endsHere ?? 0) > 0).length),
      ),
      programBytesPerSession: hops.length > 0 ? HAPROXY_BYTES_PER_SESSION : 0,
      ...(config.removed.length > 0 && { removed: config.removed }),
      ...(config.newer.length > 0 && { newer: config.newer }),
    },
    warnings,
  };
}

/** The ports that the clients of each backend connect to. */
function clientPortsOf(ways: readonly Way[]): ReadonlyMap<HaproxyBackend, ReadonlySet<number>> {
  const found = new Map<HaproxyBackend, Set<number>>();
  for (const { frontend, backends } of ways) {
    for (const backend of backends) {
      const known = found.get(backend) ?? new Set();
      for (const { port } of frontend.binds) known.add(port);
      found.set(backend, known);
    }
  }
  return found;
}

/** Without spreading into Math.max, because there may be more routes than a call can have arguments. */
function most(counts: readonly number[]): number {
  return counts.reduce((largest, count) => Math.max(largest, count), 0);
}

function frontHop(frontend: HaproxyFrontend, passesOn: boolean, setting: Setting): Hop {
  const { clients, listens, haproxy } = setting;
  const { name, binds, maxconn, section } = frontend;
  const [first] = binds;
  const more = binds.length > 1 ? ` and ${binds.length - 1} more` : '';
  const where = clients.local ? 'on this host' : 'elsewhere';
  const count = clients.addresses;
  return {
    name,
    from:
      count === null
        ? 'clients anywhere'
        : `clients ${where}, ${count} ${plural(count, 'address', 'addresses')}`,
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
    accepts: {
      frontend: maxconn,
      process: haproxy.maxconn,
      haproxy,
      bindLines: frontend.bindLines,
    },
    // A connection that is answered here needs one descriptor; one that is passed on counts in its
    // hop.
    proxy: passesOn ? null : processesOf(setting, 1),
    section,
    place: frontend.place,
  };
}

/**
 * The hop from HAProxy to one of its own frontends. The connections are already opened and counted
 * by the hop before.
 */
function innerHop(frontend: HaproxyFrontend, setting: Setting): Hop {
  return {
    ...frontHop(frontend, true, setting),
    from: 'this HAProxy',
    sources: { count: null, distribution: null },
    ports: { of: 'host' },
    loopback: false,
    endsHere: 0,
  };
}
