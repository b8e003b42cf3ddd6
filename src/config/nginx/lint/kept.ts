import { isAtLeast } from '../../../lib/version-order.js';
import type { HostFacts } from '../../../model/facts.js';
import type { PassProtocol, Upstream } from '../../../model/nginx.js';

/** Of an upstream that says nothing, from nginx 1.29.7 on. */
const KEPT_BY_DEFAULT = 32;

/**
 * Whether this nginx keeps upstream connections open of itself: keepalive 32, HTTP/1.1, and no
 * Connection: close. A version that is not known is taken for one that does not.
 * Source: nginx 1.29.7 changes.
 */
export function keepsAliveByDefault({ proxyVersions }: HostFacts): boolean {
  const version = proxyVersions?.nginx;
  return version !== undefined && isAtLeast(version, '1.29.7');
}

/** Idle connections that an upstream keeps for each worker; 0 = none. */
export function keptBy({ keepalive }: Upstream, facts: HostFacts): number {
  return keepalive ?? (keepsAliveByDefault(facts) ? KEPT_BY_DEFAULT : 0);
}

/**
 * What can keep its connections, with what that takes beside `keepalive` in the upstream: proxy_pass
 * HTTP/1.1 and no `Connection: close`, fastcgi_pass `fastcgi_keep_conn on`, the others nothing. Measured
 * with nginx 1.22, three requests each: grpc_pass and memcached_pass one connection with `keepalive`,
 * uwsgi_pass and scgi_pass three all the same.
 */
export const KEEPS: Readonly<Record<PassProtocol, boolean>> = {
  proxy: true,
  fastcgi: true,
  grpc: true,
  memcached: true,
  uwsgi: false,
  scgi: false,
};
