import { keepAliveEdits, keepaliveHeaders } from '../keepalive-headers.js';
import { keepsAliveByDefault } from '../keeps-alive-by-default.js';
import { type Proxied, proxiedLocations } from '../proxied.js';
import type { LintRule } from '../rule.js';

/** Source: nginx.org, ngx_http_upstream_module, keepalive. */
export const keepaliveUnused: LintRule = {
  severity: 'warning',
  why: 'The upstream has keepalive, but these requests ask the server to close: each opens a connection and leaves its port in TIME_WAIT all the same.',
  *find({ config, facts, written }) {
    const byDefault = keepsAliveByDefault(facts) ? { written } : null;
    for (const proxied of proxiedLocations(config)) {
      if (proxied.upstream?.keepalive == null) continue;
      const { httpVersion, connection } = keepaliveHeaders(proxied, config, byDefault);
      const faults = [
        ...(httpVersion === '1.0' ? ['HTTP/1.0'] : []),
        ...(connection === 'close' ? ['Connection: close'] : []),
      ];
      if (faults.length === 0) continue;
      yield {
        message: `keepalive ${proxied.upstream.keepalive} of ${proxied.upstream.name} is not used here: requests go with ${faults.join(' and ')}`,
        mend: mendOf(proxied),
        place: proxied.proxy.pass.place,
        edits: keepAliveEdits(proxied, config, written),
      };
    }
  },
};

function mendOf({ proxy }: Proxied): string {
  const header = proxy.setHeaders.find(({ name }) => name.toLowerCase() === 'connection');
  const [value] = header?.value ?? [];
  return typeof value === 'object'
    ? `Write proxy_http_version 1.1; and let the map of $${value.variable} give "" without Upgrade.`
    : 'Write proxy_http_version 1.1; and proxy_set_header Connection "";';
}
