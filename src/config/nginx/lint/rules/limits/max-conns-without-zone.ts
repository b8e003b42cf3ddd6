import { placeKey } from '../../directive-index.js';
import { addZone } from '../../edits.js';
import { fromWarnings } from '../../from-warnings.js';
import type { LintRule } from '../../rule.js';

/** Source: nginx.org, ngx_http_upstream_module, max_conns. */
export const maxConnsWithoutZone: LintRule = {
  severity: 'error',
  why: 'Each worker counts its own connections only, so the server gets max_conns times as many workers as there are.',
  *find(input) {
    const { config, written } = input;
    const upstreams = new Map(
      [...(config.http?.upstreams ?? []), ...(config.stream?.upstreams ?? [])].flatMap((upstream) =>
        upstream.servers.map((server) => [placeKey(server.place), upstream] as const),
      ),
    );
    for (const { directive, ...found } of fromWarnings(input, 'MAX_CONNS_WITHOUT_ZONE', [
      'server',
    ])) {
      const upstream = upstreams.get(placeKey(directive.place));
      yield { ...found, edits: upstream ? addZone(written, upstream) : [] };
    }
  },
};
