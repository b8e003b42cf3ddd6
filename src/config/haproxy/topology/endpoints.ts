import type { HaproxyServer } from '../../../model/haproxy.js';
import { isUnixSocket } from './host-kinds.js';

/**
 * What connections to a server go to, by text. Servers of a template are told apart by their number:
 * DNS gives each an address of its own. A server without a port of its own, or with one as `+1000`, is
 * as many as there are ports that clients connect to, and shares the ports of a source with a server
 * that has one of them written (measured, 2.6).
 * @param clientPorts those of the `bind` lines that lead to it.
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

/** Whether its address is the one that the client connected to, which can be any. */
export function isWhereAsked(host: string): boolean {
  return /^(?:\*|0\.0\.0\.0|\[?::\]?)$/.test(host);
}

/** Whether its port is that of the client's connection, or one at a distance from it. */
export function followsClients({ host, port, slot }: HaproxyServer): boolean {
  // A variable that is not set may have the port in it.
  if (port !== null || slot !== null || host.includes('$')) return false;
  return !isWhereAsked(host) && !isUnixSocket(host);
}
