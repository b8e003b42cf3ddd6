import {
  isUnixListen,
  isWildcard,
  listenName,
  listenText,
  wildcardName,
} from '../../../lib/address/socket-name.js';
import { groupBy } from '../../../lib/group-by.js';
import { listed } from '../../../lib/text/listed.js';
import type { Listen, NginxConfig } from '../../../model/nginx.js';
import type { Clients } from '../../clients.js';

/** What a configuration listens on, and which ports that leaves to its clients. */
export interface Listening {
  readonly clients: Clients;
  readonly listens: readonly Listen[];
  readonly byPort: ReadonlyMap<number, readonly Listen[]>;
  /** The ports of the listeners, one list for all hops. */
  readonly ports: readonly number[];
}

/** How many are named; a range of ports has thousands. */
const NAMED = 8;

/**
 * Listening sockets of the whole configuration; a wildcard includes every address of its family and
 * port (ngx_http_add_addresses).
 */
function boundListens(config: NginxConfig): Listen[] {
  const all = [...(config.http?.servers ?? []), ...(config.stream?.servers ?? [])].flatMap(
    (server) => server.listens,
  );
  const keyOf = (listen: Listen, name = listenName(listen)) => `${name}${listen.udp ? ' udp' : ''}`;
  const byEndpoint = new Map<string, Listen>();
  for (const listen of all) {
    const before = byEndpoint.get(keyOf(listen));
    // Options of one socket may be written in any of the servers that share it.
    byEndpoint.set(keyOf(listen), before?.reuseport ? { ...listen, reuseport: true } : listen);
  }
  return [...byEndpoint.values()].filter(
    (listen) => isWildcard(listen) || !byEndpoint.has(keyOf(listen, wildcardName(listen))),
  );
}

/** A port with a listener is not available to clients on this host. */
export function listeningOf(config: NginxConfig, clients: Clients): Listening {
  const listens = boundListens(config);
  const ports = listens
    .filter((listen) => !listen.udp && !isUnixListen(listen))
    .map((listen) => listen.port);
  const byPort = groupBy(listens, ({ port }) => port);
  if (!clients.local) return { clients, listens, byPort, ports };
  const owned = new Set(ports);
  return {
    clients: { ...clients, ports: clients.ports.filter((port) => !owned.has(port)) },
    listens,
    byPort,
    ports,
  };
}

export function listensText(listens: readonly Listen[]): string {
  return listed(
    listens.map((listen) => `${listenText(listen)}${listen.udp ? ' (UDP)' : ''}`),
    NAMED,
  );
}
