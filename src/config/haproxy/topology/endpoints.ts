import type { HaproxyServer } from '../../../model/haproxy.js';
import { isUnixSocket } from '../syntax/host-kinds.js';

/**
 * The destinations of connections to a server, as text. Servers of a template are distinguished by
 * their number, because DNS gives each its own address. A server without a port of its own, or with
 * one as `+1000`, counts once for each port that clients connect to, and shares the ports of a
 * source with a server that names such a port (measured, 2.6).
 * @param clientPorts ports of the `bind` lines that lead to it
 */
export function endpointsOf(
  server: HaproxyServer,
  clientPorts: ReadonlySet<number>,
): readonly string[] {
  const { host, port, portOffset, slot } = server;
  if (!followsClients(server) || clientPorts.size === 0) {
    return [`${host}:${port ?? '*'}${slot === null ? '' : ` ${slot}`}`];
  }
  return [...clientPorts].map((one) => `${host}:${one + portOffset}`);
}

/** Whether its address is the client's original destination, which can be any. */
export function isWhereAsked(host: string): boolean {
  return /^(?:\*|0\.0\.0\.0|\[?::\]?)$/.test(host);
}

/** Whether its port is that of the client's connection, or has a fixed distance to it. */
export function followsClients({ host, port, slot }: HaproxyServer): boolean {
  // A variable that is not set may contain the port.
  if (port !== null || slot !== null || host.includes('$')) return false;
  return !isWhereAsked(host) && !isUnixSocket(host);
}
