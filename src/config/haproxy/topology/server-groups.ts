import type { Warning } from '../../../model/capacity.js';
import type { HaproxyBackend, HaproxyServer, HaproxySource } from '../../../model/haproxy.js';
import { isUnixSocket } from '../syntax/host-kinds.js';
import { followsClients, isWhereAsked } from './endpoints.js';
import { reachedServers } from './servers-in-use.js';

/** Servers of a backend with the same source. */
export interface ServerGroup {
  /** null = the kernel chooses. */
  readonly source: HaproxySource | null;
  /** Unix sockets, which have no ports. */
  readonly isUnix: boolean;
  readonly servers: readonly HaproxyServer[];
  /** Ports that the clients of the backend connect to. */
  readonly clientPorts: ReadonlySet<number>;
  /** Share of the backend's connections, 0..1. */
  readonly share: number;
}

/**
 * The servers that take connections now, by their source; servers left out are reported.
 * @param clientPorts ports of the `bind` lines that lead to the backend
 */
export function groupServers(
  backend: HaproxyBackend,
  clientPorts: ReadonlySet<number>,
  warnings: Warning[],
): ServerGroup[] {
  const used = reachedServers(backend);
  const groups = new Map<string, Grouped>();
  for (const server of used) {
    const source = sourceOf(server, warnings);
    const isUnix = isUnixSocket(server.host);
    const key = isUnix ? 'unix' : JSON.stringify(source && { ...source, place: null });
    const group = groups.get(key);
    if (group) group.servers.push(server);
    else {
      const [low, high] = (!isUnix && source?.ports) || [0, 0];
      groups.set(key, {
        source: isUnix ? null : source,
        isUnix,
        // A range is used up once for each server, whatever the destinations (measured, 2.6).
        clientPorts: low < high && clientPorts.size > 1 ? NO_PORTS : clientPorts,
        servers: [server],
      });
    }
  }
  const portless = used.find(
    (server) =>
      (server.port === null && isWhereAsked(server.host)) ||
      (followsClients(server) && clientPorts.size === 0),
  );
  if (portless) {
    warnings.push(
      about(
        portless,
        'UNMODELLED_DIRECTIVE',
        `server ${portless.name} has no port of its own: counted as one destination`,
        'Write the port, so that its connections can be counted.',
      ),
    );
  }
  return [...groups.values()].map((group) => ({
    ...group,
    share: shareOf(group.servers, used, backend.balance),
  }));
}

const NO_PORTS: ReadonlySet<number> = new Set();

type Grouped = Omit<ServerGroup, 'share' | 'servers'> & { readonly servers: HaproxyServer[] };

/**
 * Shares by weight, or even ones if no server has a weight; `balance first` fills the servers in
 * order, each up to its maxconn.
 */
function shareOf(
  servers: readonly HaproxyServer[],
  all: readonly HaproxyServer[],
  balance: string,
): number {
  const unlimited = all.find(({ maxconn }) => maxconn === null);
  if (balance === 'first' && unlimited) return Number(servers.includes(unlimited));
  const sizeOf = ({ maxconn, weight }: HaproxyServer) =>
    balance === 'first' ? (maxconn ?? 0) : weight;
  const sum = (some: readonly HaproxyServer[]) =>
    some.reduce((total, server) => total + sizeOf(server), 0);
  const whole = sum(all);
  return whole === 0 ? servers.length / all.length : sum(servers) / whole;
}

/** An address that means all addresses: HAProxy does not bind, not even to a range (measured, 2.6). */
export function isAnyAddress(address: string): boolean {
  return /^(?:\*|0\.0\.0\.0|\[?::\]?|)$/.test(address);
}

function sourceOf(server: HaproxyServer, warnings: Warning[]): HaproxySource | null {
  const { source } = server;
  if (source?.transparent) {
    warnings.push(
      about(
        server,
        'TRANSPARENT_BIND',
        `source ${source.address} usesrc is not modelled: counted as the clients' addresses`,
        'Check the host by hand: routing and the ports of the clients decide.',
      ),
    );
    return source;
  }
  return source && isAnyAddress(source.address) ? null : source;
}

function about(
  server: HaproxyServer,
  code: Warning['code'],
  message: string,
  fix: string,
): Warning {
  return { code, message, fix, file: server.place.file, line: server.place.line };
}
