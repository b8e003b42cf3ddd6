import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';

/** Directives that name a server. */
const NAMES = [
  'server',
  'proxy_pass',
  'fastcgi_pass',
  'uwsgi_pass',
  'scgi_pass',
  'grpc_pass',
  'memcached_pass',
];

/** Source: nginx.org, ngx_http_upstream_module, server. */
export const nameCountedOnce: LintRule = {
  severity: 'info',
  why: 'nginx connects to every address that a name resolves to; where the server listens on one of them only, a share of the connects is refused and tried again.',
  *find(input) {
    for (const { directive: _, ...found } of fromWarnings(input, 'NAME_COUNTED_ONCE', NAMES))
      yield found;
  },
};
