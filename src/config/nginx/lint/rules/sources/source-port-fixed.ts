import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';

/** Source: nginx 1.11.2, proxy_bind with a port. */
export const sourcePortFixed: LintRule = {
  severity: 'warning',
  why: 'nginx shares a port that is written with no other connection: there is one at a time, whichever server it goes to, and after it closes the port may wait for 60 s.',
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
