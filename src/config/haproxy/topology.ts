import type { Warning } from '../../model/capacity.js';
import type { HaproxyBackend, HaproxyConfig, HaproxyFrontend } from '../../model/haproxy.js';
import type { Deployment, Hop } from '../../model/hop.js';
import type { Clients } from '../nginx/clients.js';
import { backHop } from './back-hop.js';
import { processesOf } from './process-of.js';
import { reachableBackends } from './reachable-backends.js';
import { groupServers } from './server-groups.js';
import { type Setting, settingOf } from './setting.js';
import { warningsOfConfig } from './warnings.js';

/** User memory HAProxy 2.6 keeps for a held session in tcp mode, measured. */
const HAPROXY_BYTES_PER_SESSION = 3500;

/**
 * The hops of a configuration: clients to each frontend, and on to each backend, which is one hop
 * whoever passes to it. Frontends that pass nothing on, as a stats page, are left out where others
 * do.
 */
export function haproxyTopologyOf(
  config: HaproxyConfig,
  clients: Clients,
): { deployment: Deployment; warnings: Warning[] } {
  const setting = settingOf(config, clients);
  const warnings = warningsOfConfig(config);
  const ways = config.frontends.map((frontend) => ({
    frontend,
    backends: reachableBackends(frontend, setting),
  }));
  const passing = ways.filter(({ backends }) => backends.length > 0);
  const clientPorts = clientPortsOf(ways);
  const backOf = (backend: HaproxyBackend) =>
    backHop(
      backend,
      groupServers(backend, clientPorts.get(backend) ?? new Set(), warnings),
      setting,
    );
  const hops: Hop[] = [];
  const routes: number[][] = [];
  const known = new Map<HaproxyBackend, number>();
  for (const { frontend, backends } of passing.length > 0 ? passing : ways) {
    const front = hops.push(frontHop(frontend, backends.length > 0, setting)) - 1;
    for (const backend of backends) {
      const at = known.get(backend) ?? hops.push(backOf(backend)) - 1;
      known.set(backend, at);
      routes.push([front, at]);
    }
    if (backends.length === 0) routes.push([front]);
  }
  const ends = routes.map((route) => route.reduce((sum, at) => sum + (hops[at]?.endsHere ?? 0), 0));
  return {
    deployment: {
      hops,
      routes,
      endsPerSession: most(ends),
      hopsPerSession: most(routes.map((route) => route.length)),
      programBytesPerSession: hops.length > 0 ? HAPROXY_BYTES_PER_SESSION : 0,
      ...(config.removed.length > 0 && { removed: config.removed }),
    },
    warnings,
  };
}

interface Way {
  readonly frontend: HaproxyFrontend;
  readonly backends: readonly HaproxyBackend[];
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

/** Not by spreading: there may be more routes than a call may have arguments. */
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
    accepts: {
      frontend: maxconn,
      process: haproxy.maxconn,
      haproxy,
      bindLines: frontend.bindLines,
    },
    // A connection that is answered here takes one descriptor; one that is passed on counts in its hop.
    proxy: passesOn ? null : processesOf(setting, 1),
    section,
    place: frontend.place,
  };
}
