import {
  anyLike,
  isWildcard,
  listenAddress,
  listenName,
  wildcardName,
} from '../../lib/address/socket-name.js';
import type { Listen, NginxConfig } from '../../model/nginx.js';
import type { Part } from '../messages.js';

/** One listening socket. */
export interface ListenSocket {
  /** The block that its connections belong to. */
  readonly part: Part;
  readonly address: string;
  readonly port: number;
  /** null = not given; nginx's default is on. */
  readonly ipv6Only: boolean | null;
  readonly backlog: number | null;
}

/** Backlog of listens that give none; the kernel lowers it to somaxconn. */
const DEFAULT_BACKLOG = 4096;

/** How a socket is opened. */
export function listeningOf({ address, port, ipv6Only, backlog }: ListenSocket) {
  return { on: { address, port }, ipv6Only: ipv6Only ?? true, backlog: backlog ?? DEFAULT_BACKLOG };
}

/** The sockets that a configuration needs, in the order in which they are opened. */
export function listensOf({ http, stream }: NginxConfig): ListenSocket[] {
  return [
    ...listenSockets('http', http?.servers ?? []),
    ...listenSockets('stream', stream?.servers ?? []),
  ];
}

/**
 * As in nginx, a wildcard address includes the other addresses of its port. The local address of a
 * connection says which listen is meant.
 */
function listenSockets(
  part: Part,
  servers: readonly { readonly listens: readonly Listen[] }[],
): ListenSocket[] {
  const listens = servers.flatMap((server) => server.listens);
  const wildcards = new Set(listens.filter(isWildcard).map(listenName));
  const sockets = new Map<string, ListenSocket>();
  for (const listen of listens) {
    const { port } = listen;
    const everywhere = wildcardName(listen);
    const name = wildcards.has(everywhere) ? everywhere : listenName(listen);
    const address = name === everywhere ? anyLike(listen.address) : listenAddress(listen);
    const before = sockets.get(name);
    const backlog = before?.backlog ?? listen.backlog;
    const ipv6Only = before?.ipv6Only ?? listen.ipv6Only;
    sockets.set(name, { part, address, port, ipv6Only, backlog });
  }
  return [...sockets.values()];
}
