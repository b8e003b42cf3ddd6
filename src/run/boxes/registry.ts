import type { ProxyKind, ServerKind } from './box-kind.js';
import { bundledProxy } from './bundled-proxy.js';
import { bundledServer } from './bundled-server.js';

/** Every kind of proxy, by the name that a scenario uses. A new kind is a new file and a line here. */
export const PROXIES: Readonly<Record<string, ProxyKind>> = {
  bundled: bundledProxy,
};

/** The kinds of backend server. There is one so far, so a scenario does not name it. */
export const SERVERS = {
  bundled: bundledServer,
} satisfies Record<string, ServerKind>;
