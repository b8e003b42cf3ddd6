import type { HttpServer, Upstream } from '../../../../model/nginx.js';
import { isOwn } from '../../topology.js';
import type { LintRule } from '../rule.js';
import { timeText } from '../time-text.js';

/** keepalive_timeout of a server that is not in this configuration: nginx's default. */
const DEFAULT_SERVER_MS = 75_000;

export const keepaliveOutlivesServer: LintRule = {
  severity: 'warning',
  why: 'Who closes first must be the client side, here the proxy: else a request meets the close on its way and fails, and a POST may not be repeated (nginx issue 437).',
  *find({ config, written }) {
    for (const upstream of config.http?.upstreams ?? []) {
      if (upstream.keepalive === null) continue;
      const known = serverMs(upstream, config.http?.servers ?? []);
      const server = known ?? DEFAULT_SERVER_MS;
      if (upstream.keepaliveTimeoutMs < server) continue;
      const whose = known === null ? "nginx's default for a server" : 'that of its server';
      yield {
        message: `keepalive_timeout ${timeText(upstream.keepaliveTimeoutMs)} of upstream ${upstream.name} is not below ${timeText(server)}, ${whose}`,
        mend: 'Lower it in the upstream, or raise it in the server behind.',
        place: written.child(upstream.place, 'keepalive_timeout')?.place ?? upstream.place,
      };
    }
  },
};

/** The least keepalive_timeout of the upstream's servers that stand in this very configuration. */
function serverMs(upstream: Upstream, servers: readonly HttpServer[]): number | null {
  const times = servers
    // 0 = no keep-alive: it says so in every answer, and nothing races.
    .filter(({ keepaliveTimeoutMs }) => keepaliveTimeoutMs > 0)
    .filter(({ listens }) => upstream.servers.some((server) => isOwn(server, listens)))
    .map((server) => server.keepaliveTimeoutMs);
  return times.length > 0 ? Math.min(...times) : null;
}
