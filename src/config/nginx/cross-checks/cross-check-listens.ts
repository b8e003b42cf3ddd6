import { listenName } from '../../../lib/address/socket-name.js';
import { TidegateError } from '../../../lib/errors.js';
import type { HttpServer, Listen } from '../../../model/nginx.js';

/**
 * Listens on one address share a socket. Only one of them may be the default, and only one may say
 * how the socket is opened (ngx_http_add_addresses). @throws TidegateError CONFIG_DUPLICATE
 */
export function crossCheckListens(servers: readonly HttpServer[]): void {
  const defaults = new Set<string>();
  const opened = new Set<string>();
  for (const listen of servers.flatMap((server) => server.listens)) {
    const name = `${listenName(listen)}${listen.udp ? ' udp' : ''}`;
    if (listen.opensSocket) {
      if (opened.has(name)) throw duplicate(listen, OPTIONS);
      opened.add(name);
    }
    if (listen.defaultServer) {
      if (defaults.has(name)) throw duplicate(listen, DEFAULT);
      defaults.add(name);
    }
  }
}

const DEFAULT = {
  what: 'a second default server for',
  hint: 'Keep default_server on one of them.',
};
const OPTIONS = {
  what: 'duplicate listen options for',
  hint: 'Keep backlog, reuseport, deferred and similar options on one of its listens: they apply to all.',
};

function duplicate(listen: Listen, { what, hint }: typeof DEFAULT): TidegateError {
  const { place } = listen;
  return new TidegateError('CONFIG_DUPLICATE', `${what} ${listenName(listen)}`, { place, hint });
}
