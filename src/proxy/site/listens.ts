import { formatEndpoint } from '../../lib/origin.js';
import {
  anyLike,
  isWildcard,
  listenAddress,
  listenName,
  wildcardName,
} from '../../lib/socket-name.js';
import type { Listen, NginxConfig } from '../../model/nginx.js';
import type { Connection } from '../../net/loop.js';
import type { HttpRequest } from '../http/request/request.js';
import type { Part } from '../messages.js';
import type { Scope } from '../variables/evaluate.js';
import { HostNames } from '../variables/host-names.js';
import type { SiteServer } from './compile-site.js';

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

/** The virtual servers of each listening address, by `address:port`. */
export function virtualServers(
  servers: readonly { readonly listens: readonly Listen[]; readonly compiled: SiteServer }[],
  scope: Scope,
): Map<string, HostNames<SiteServer, HttpRequest>> {
  const groups = new Map<string, { servers: SiteServer[]; fallback: SiteServer }>();
  for (const { listens, compiled } of servers) {
    for (const listen of listens) {
      const key = listenName(listen);
      const group = groups.get(key) ?? { servers: [], fallback: compiled };
      group.servers.push(compiled);
      if (listen.defaultServer) group.fallback = compiled;
      groups.set(key, group);
    }
  }
  const named = [...groups].map(
    ([key, group]) =>
      [key, new HostNames<SiteServer, HttpRequest>(group.servers, group.fallback, scope)] as const,
  );
  return new Map(named);
}

/** The server that a connection is meant for, among those that listen; by `listenName`. */
export function listeningOn<S>(listens: ReadonlyMap<string, S>, connection: Connection): S {
  const { localAddress, localPort } = connection;
  const found =
    listens.get(formatEndpoint({ address: localAddress, port: localPort })) ??
    listens.get(formatEndpoint({ address: anyLike(localAddress), port: localPort })) ??
    listens.values().next().value;
  if (found === undefined) throw new Error('nobody listens, and yet somebody connected');
  return found;
}
