import { fromWarnings } from '../from-warnings.js';
import type { LintRule } from '../rule.js';

/** Source: nginx 1.11.2, proxy_bind with a port. */
export const sourcePortFixed: LintRule = {
  severity: 'warning',
  why: 'A connection is told apart by its source port as well: with one port a server takes one connection, and after it closes that port waits for 60 s.',
  *find(input) {
    const names = [
      'proxy_bind',
      'fastcgi_bind',
      'uwsgi_bind',
      'scgi_bind',
      'grpc_bind',
      'memcached_bind',
    ];
    for (const { directive: _, ...found } of fromWarnings(input, 'SOURCE_PORT_FIXED', names))
      yield found;
  },
};
