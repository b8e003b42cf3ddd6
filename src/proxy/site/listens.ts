import type { Listen, NginxConfig } from '../../model/nginx.js';
import type { Connection } from '../../net/loop.js';
import type { HttpRequest } from '../http/request.js';
import type { Part } from '../messages.js';
import { bareAddress, socketName } from '../socket-name.js';
import type { Scope } from '../variables/evaluate.js';
import { HostNames } from '../variables/host-names.js';
import type { SiteServer } from './compile-site.js';

/** One socket to listen on. */
export interface ListenSocket {
  /** Whose connections come in by it. */
  readonly part: Part;
  readonly address: string;
  readonly port: number;
  readonly ipv6Only: boolean;
  readonly backlog: number | null;
}

/** Listens without a backlog of their own get this much; cut down to somaxconn by the kernel. */
const DEFAULT_BACKLOG = 4096;

/** How a socket is opened. */
export function listeningOf({ address, port, ipv6Only, backlog }: ListenSocket) {
  return { on: { address, port }, ipv6Only, backlog: backlog ?? DEFAULT_BACKLOG };
}

/** The sockets that a configuration needs, in the order in which they are opened. */
export function listensOf({ http, stream }: NginxConfig): ListenSocket[] {
  return [
    ...listenSockets('http', http?.servers ?? []),
    ...listenSockets('stream', stream?.servers ?? []),
  ];
}

/**
 * As in nginx, a wildcard address takes in the other addresses of its port: who is meant is seen
 * from the address a connection came in by.
 */
function listenSockets(
  part: Part,
  servers: readonly { readonly listens: readonly Listen[] }[],
): ListenSocket[] {
  const listens = servers.flatMap((server) => server.listens);
  const wildcards = new Set(listens.filter(isWildcard).map(listenKey));
  const sockets = new Map<string, ListenSocket>();
  for (const listen of listens) {
    const { port, ipv6Only } = listen;
    const everywhere = socketName(ANY[familyOf(listen)], port);
    const name = wildcards.has(everywhere) ? everywhere : listenKey(listen);
    const address = name === everywhere ? ANY[familyOf(listen)] : bareAddress(listen.address);
    const backlog = sockets.get(name)?.backlog ?? listen.backlog;
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
      const key = listenKey(listen);
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

/** The name of its socket; `0.0.0.0:port` or `[::]:port` for every address. */
export function listenKey(listen: Listen): string {
  const address = isWildcard(listen) ? ANY[familyOf(listen)] : bareAddress(listen.address);
  return socketName(address, listen.port);
}

/** Who is meant by a connection, of those that listen; see `listenKey`. */
export function listeningOn<S>(listens: ReadonlyMap<string, S>, connection: Connection): S {
  const { localAddress, localPort } = connection;
  const family = localAddress.includes(':') ? 'ipv6' : 'ipv4';
  const found =
    listens.get(socketName(localAddress, localPort)) ??
    listens.get(socketName(ANY[family], localPort)) ??
    listens.values().next().value;
  if (found === undefined) throw new Error('nobody listens, and yet somebody connected');
  return found;
}

const ANY = { ipv4: '0.0.0.0', ipv6: '::' } as const;

function familyOf({ address }: Listen): keyof typeof ANY {
  return address.startsWith('[') ? 'ipv6' : 'ipv4';
}

function isWildcard(listen: Listen): boolean {
  return listen.address === '*' || bareAddress(listen.address) === ANY[familyOf(listen)];
}
