import { isAtLeast } from '../../../lib/is-at-least.js';
import type { HostFacts } from '../../../model/facts.js';

/**
 * Whether this nginx keeps upstream connections open of itself: keepalive 32, HTTP/1.1, and no
 * Connection: close. A version that is not known is taken for one that does not.
 * Source: nginx 1.29.7 changes.
 */
export function keepsAliveByDefault({ proxyVersions }: HostFacts): boolean {
  const version = proxyVersions?.nginx;
  return version !== undefined && isAtLeast(version, 1, 29, 7);
}
