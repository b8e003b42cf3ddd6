import { addZone } from '../../edits.js';
import { checkedUpstreams } from '../../proxied.js';
import type { LintRule } from '../../rule.js';

/** Source: nginx.org, ngx_http_upstream_hc_module, health_check. */
export const healthCheckWithoutZone: LintRule = {
  severity: 'error',
  why: 'The state of a server is kept in the shared memory of its upstream; without it NGINX Plus refuses to start, and no worker would know what another has found.',
  *find({ config, written }) {
    for (const [upstream, { check }] of checkedUpstreams(config)) {
      if (upstream.zone !== null) continue;
      yield {
        message: `health_check of upstream ${upstream.name}, which has no zone`,
        mend: `Add to the upstream: zone ${upstream.name} 64k;`,
        place: check.place,
        edits: addZone(written, upstream),
      };
    }
  },
};
