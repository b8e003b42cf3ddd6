import type { ProxyKind, ServerKind } from './box-kind.js';
import { bundledProxy } from './bundled-proxy.js';
import { bundledServer } from './bundled-server.js';

/** Every kind of proxy by the name that a scenario gives it; a new one is a file and a line here. */
export const PROXIES: Readonly<Record<string, ProxyKind>> = {
  bundled: bundledProxy,
};

/** The backend servers, the same way; a scenario names none, for there is one so far. */
export const SERVERS = {
  bundled: bundledServer,
} satisfies Record<string, ServerKind>;
