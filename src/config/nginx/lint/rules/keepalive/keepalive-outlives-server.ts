import type { HttpServer, Listen, Upstream } from '../../../../../model/nginx.js';
import { isListening } from '../../../topology/endpoint.js';
import { timeText } from '../../../values/values.js';
import type { LintRule } from '../../rule.js';

/** keepalive_timeout of a server that is not in this configuration: nginx's default. */
const DEFAULT_SERVER_MS = 75_000;

export const keepaliveOutlivesServer: LintRule = {
  severity: 'warning',
  why: 'The client side, here the proxy, has to close first; otherwise a request meets the close on its way and fails, and a POST may not be repeated (nginx issue 437).',
  *find({ config, written }) {
    const least = leastByPort(config.http?.servers ?? []);
    for (const upstream of config.http?.upstreams ?? []) {
      if (upstream.keepalive === null) continue;
      const known = serverMs(upstream, least);
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

/** A socket of this configuration, with the smallest keepalive_timeout of the servers behind it. */
interface Behind {
  readonly listen: Listen;
  ms: number;
}

type LeastByPort = ReadonlyMap<number, ReadonlyMap<string, Behind>>;

/** Each socket once, because thousands of servers may share one. */
function leastByPort(servers: readonly HttpServer[]): LeastByPort {
  const ports = new Map<number, Map<string, Behind>>();
  for (const { listens, keepaliveTimeoutMs: ms } of servers) {
    // 0 = no keep-alive: every answer says so, and there is no race.
    if (ms === 0) continue;
    for (const listen of listens) {
      const sockets = ports.get(listen.port) ?? new Map<string, Behind>();
      ports.set(listen.port, sockets);
      const behind = sockets.get(listen.address);
      if (behind) behind.ms = Math.min(behind.ms, ms);
      else sockets.set(listen.address, { listen, ms });
    }
  }
  return ports;
}

/** The smallest keepalive_timeout of the upstream's servers that are in this same configuration. */
function serverMs({ servers }: Upstream, least: LeastByPort): number | null {
  const times = servers.flatMap((server) =>
    [...(least.get(server.port)?.values() ?? [])]
      .filter(({ listen }) => isListening(listen, server))
      .map(({ ms }) => ms),
  );
  return times.length > 0 ? Math.min(...times) : null;
}
