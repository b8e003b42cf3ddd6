import { monotonicMs } from '../lib/clock.js';
import { TidegateError } from '../lib/errors.js';
import type { NginxConfig } from '../model/nginx.js';
import type { Listener, Loop } from '../net/loop.js';
import { HealthMonitor } from './health/monitor.js';
import { Admission } from './http/admission.js';
import { HttpServer } from './http/http-server.js';
import { Sweep } from './http/sweep.js';
import type { PeerState } from './messages.js';
import { compileSite } from './site/compile-site.js';
import { DEFAULT_BACKLOG, listenSockets, virtualServers } from './site/listens.js';
import { Site } from './site/site.js';
import { VariableScope } from './site/template.js';
import { connectionStatus, processStatus } from './status/process-status.js';
import { CLOCK } from './status/serve-api.js';
import type { Attached } from './upstream/peer.js';
import { UpstreamGroups } from './upstream/upstream-groups.js';

export interface ProxyOptions {
  /** Directory that relative roots are relative to, as nginx's `-p`. */
  readonly prefix: string;
  /** Listening descriptors opened by a parent, by `address:port`; others are opened here. */
  readonly inherited?: ReadonlyMap<string, number>;
  /** Connections this process may have open; default worker_connections. */
  readonly slots?: number;
  /** Runs the health checks in this process; default true. Workers are told by their master. */
  readonly healthChecks?: boolean;
  /** A health check's change of mind; `server` is `address:port`, `atMs` monotonic. */
  readonly onPeer?: (upstream: string, server: string, state: PeerState, atMs: number) => void;
}

/** A proxy in one process. */
export interface RunningProxy {
  /** Opens what the configuration listens on; resolves with `address:port` of each. */
  listen(): Promise<readonly string[]>;
  /** Marks a server (`address:port`) of an upstream, as health checks do. */
  mark(upstream: string, server: string, state: PeerState): void;
  /** Connections under way on each server with max_conns in a zone; see `shareCounts`. */
  readonly groups: UpstreamGroups;
  /** Accepts nothing more; idle connections close, the others after their response. */
  quit(): void;
  /** Resolves when a quitting proxy has nothing left open. */
  readonly emptied: Promise<void>;
  /** Ends everything at once. */
  close(): void;
}

/**
 * The bundled proxy on a loop of the caller's. All addresses must be literal (`resolveNames`).
 * @throws TidegateError CONFIG_*, with the place, for what this proxy cannot do.
 */
export function createProxy(config: NginxConfig, loop: Loop, options: ProxyOptions): RunningProxy {
  const { http } = config;
  if (http === null || http.servers.length === 0) {
    throw new TidegateError('CONFIG_NO_SERVER', `${config.file} has no http server`, {
      hint: 'Add: http { server { listen 8080; } }',
    });
  }
  const scope = new VariableScope(http);
  const sweep = new Sweep();
  const tunnels = new Set<Attached>();
  let listeners: readonly Listener[] = [];
  let groups: UpstreamGroups;
  let server: HttpServer;
  const startedMs = monotonicMs();
  let accepted = 0;
  try {
    groups = new UpstreamGroups(http.upstreams, sweep, scope);
    const compiled = compileSite(http.servers, options.prefix, scope, groups);
    const withListens = http.servers.flatMap(({ listens }, index) => {
      const site = compiled[index];
      return site === undefined ? [] : [{ listens, compiled: site }];
    });
    const { tracesUpstream } = scope;
    const status = {
      groups,
      clock: CLOCK,
      process: () => processStatus(startedMs),
      connections: () => connectionStatus(accepted, server.sessions),
    };
    const context = { loop, sweep, tunnels, tracesUpstream, status };
    server = new HttpServer(new Site(virtualServers(withListens), context), sweep);
  } catch (error) {
    // Its timer would keep the process.
    sweep.close();
    throw error;
  }
  const admission = new Admission(loop, sweep, options.slots ?? config.workerConnections);
  const mark = (upstream: string, name: string, state: PeerState): void => {
    groups.get(upstream)?.mark(name, state);
  };
  const health =
    options.healthChecks === false
      ? null
      : new HealthMonitor(http, loop, (upstream, name, state) => {
          mark(upstream, name, state);
          options.onPeer?.(upstream, name, state, monotonicMs());
        });

  const accept = (connection: Parameters<HttpServer['accept']>[0]) => {
    admission.admitted();
    accepted++;
    return server.accept(connection);
  };
  const open = (socket: ReturnType<typeof listenSockets>[number]): Promise<Listener> => {
    const fd = options.inherited?.get(`${socket.address}:${socket.port}`);
    const on = fd === undefined ? { address: socket.address, port: socket.port } : { fd };
    return loop.listen({ on, backlog: socket.backlog ?? DEFAULT_BACKLOG, accept });
  };

  return {
    groups,
    mark,
    listen: async () => {
      const sockets = listenSockets(http.servers.flatMap(({ listens }) => listens));
      const opened: Listener[] = [];
      for (const socket of sockets) opened.push(await open(socket));
      listeners = opened;
      admission.guard(opened);
      health?.start();
      return opened.map(({ address, port }) => `${address}:${port}`);
    },
    quit: () => {
      for (const listener of listeners) listener.close();
      health?.close();
      server.quit();
    },
    get emptied() {
      return new Promise<void>((resolve) => {
        const look = setInterval(() => {
          if (server.sessions.size + tunnels.size > 0) return;
          clearInterval(look);
          resolve();
        }, 50);
      });
    },
    close: () => {
      for (const listener of listeners) listener.close();
      health?.close();
      for (const group of groups.all) group.close();
      for (const session of server.sessions) session.close();
      for (const tunnel of tunnels) tunnel.close();
      sweep.close();
    },
  };
}
