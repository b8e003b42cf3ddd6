import { isAtLeast } from '../../../lib/version-order.js';
import type { HostFacts } from '../../../model/facts.js';
import type { PassProtocol, Upstream } from '../../../model/nginx.js';

/** The default of an upstream from nginx 1.29.7 on. */
const KEPT_BY_DEFAULT = 32;

/**
 * Whether this nginx keeps upstream connections open by default: keepalive 32, HTTP/1.1, and no
 * Connection: close. An unknown version counts as one that does not. Source: nginx 1.29.7 changes.
 */
export function keepsAliveByDefault({ proxyVersions }: HostFacts): boolean {
  const version = proxyVersions?.nginx;
  return version !== undefined && isAtLeast(version, '1.29.7');
}

/** Idle connections that an upstream keeps in each worker; 0 = none. */
export function keptBy({ keepalive }: Upstream, facts: HostFacts): number {
  return keepalive ?? (keepsAliveByDefault(facts) ? KEPT_BY_DEFAULT : 0);
}

/**
 * Which protocols can keep connections, with what they need besides `keepalive` in the upstream:
 * proxy_pass HTTP/1.1 and no `Connection: close`, fastcgi_pass `fastcgi_keep_conn on`, the others
 * nothing. Measured with nginx 1.22, three requests each: grpc_pass and memcached_pass use one
 * connection with `keepalive`, uwsgi_pass and scgi_pass three nevertheless.
 */
export const KEEPS: Readonly<Record<PassProtocol, boolean>> = {
  proxy: true,
  fastcgi: true,
  grpc: true,
  memcached: true,
  uwsgi: false,
  scgi: false,
};
