import { listenName } from '../../lib/address/socket-name.js';
import type { Listen } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request/request.js';
import type { Scope } from '../variables/evaluate.js';
import { HostNames } from '../variables/host-names.js';
import type { SiteServer } from './compile-site.js';

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
