import type { HttpServer, Upstream } from '../../../../model/nginx.js';
import { endOf, endsTaking } from '../../../own-end.js';
import type { LintRule } from '../rule.js';
import { timeText } from '../time-text.js';

/** keepalive_timeout of a server that is not in this configuration: nginx's default. */
const DEFAULT_SERVER_MS = 75_000;

export const keepaliveOutlivesServer: LintRule = {
  severity: 'warning',
  why: 'Who closes first must be the client side, here the proxy: else a request meets the close on its way and fails, and a POST may not be repeated (nginx issue 437).',
  *find({ config, written }) {
    const times = timesByEnd(config.http?.servers ?? []);
    for (const upstream of config.http?.upstreams ?? []) {
      if (upstream.keepalive === null) continue;
      const known = serverMs(upstream, times);
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

/** The least keepalive_timeout of the servers that listen at an end, by what it goes by (`endOf`). */
function timesByEnd(servers: readonly HttpServer[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { keepaliveTimeoutMs, listens } of servers) {
    // 0 = no keep-alive: it says so in every answer, and nothing races.
    if (keepaliveTimeoutMs === 0) continue;
    for (const end of listens.map(endOf)) {
      times.set(end, Math.min(keepaliveTimeoutMs, times.get(end) ?? keepaliveTimeoutMs));
    }
  }
  return times;
}

/** The least keepalive_timeout of the upstream's servers that stand in this very configuration. */
function serverMs(upstream: Upstream, times: ReadonlyMap<string, number>): number | null {
  let least: number | null = null;
  for (const end of upstream.servers.flatMap(endsTaking)) {
    const ms = times.get(end);
    if (ms !== undefined) least = Math.min(ms, least ?? ms);
  }
  return least;
}
