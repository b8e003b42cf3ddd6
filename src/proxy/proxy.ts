import { socketName } from '../config/nginx/socket-name.js';
import { monotonicMs } from '../lib/clock.js';
import { TidegateError } from '../lib/errors.js';
import type { NginxConfig } from '../model/nginx.js';
import type { Connection, Listener, Loop } from '../net/loop.js';
import { HealthMonitor } from './health/monitor.js';
import { Admission } from './http/admission.js';
import { HttpServer } from './http/http-server.js';
import type { HttpRequest } from './http/request.js';
import { Sweep } from './http/sweep.js';
import { LogFiles } from './log/log-files.js';
import { SiteLogs } from './log/site-logs.js';
import type { PeerRef, PeerState } from './messages.js';
import { compileServer } from './site/compile-site.js';
import { type ListenSocket, listeningOf, listensOf, virtualServers } from './site/listens.js';
import { REQUEST_VARIABLES, TIMES_REQUESTS } from './site/request-variables.js';
import { Site } from './site/site.js';
import { connectionStatus, processStatus } from './status/process-status.js';
import { CLOCK } from './status/serve-api.js';
import { StreamProxy } from './stream/stream-proxy.js';
import { JoinedRoster } from './upstream/joined-roster.js';
import { UpstreamGroups } from './upstream/upstream-groups.js';
import { needsTrace } from './upstream/upstream-variables.js';
import { VariableScope } from './variables/scope.js';

export interface ProxyOptions {
  /** Directory that relative roots are relative to, as nginx's `-p`. */
  readonly prefix: string;
  /** Listening descriptors opened by a parent, by `address:port`; others are opened here. */
  readonly inherited?: ReadonlyMap<string, number>;
  /** Where the logs of this process are open; default: opened here. */
  readonly files?: LogFiles;
  /** Connections this process may have open; default worker_connections. */
  readonly slots?: number;
  /** Runs the health checks in this process; default true. Workers are told by their master. */
  readonly healthChecks?: boolean;
  /** A health check's change of mind; `atMs` is monotonic. */
  readonly onPeer?: (peer: PeerRef, state: PeerState, atMs: number) => void;
}

/** A proxy in one process. */
export interface RunningProxy {
  /** Opens what the configuration listens on; resolves with `address:port` of each. */
  listen(): Promise<readonly string[]>;
  /** Marks a server of an upstream, as health checks do. */
  mark(peer: PeerRef, state: PeerState): void;
  /** Connections under way on each server with max_conns in a zone; see `shareCounts`. */
  readonly groups: { readonly http: UpstreamGroups; readonly stream: StreamProxy['groups'] };
  /** Accepts nothing more; idle connections close, the others after their response or session. */
  quit(): void;
  /** Resolves when a quitting proxy has nothing left open. */
  readonly emptied: Promise<void>;
  /** Ends everything at once. */
  close(): void;
}

/** Stands for a part that a configuration does not have. */
const NO_PART = {
  maps: [],
  splits: [],
  upstreams: [],
  matches: [],
  servers: [],
  logFormats: [],
} as const;

/**
 * The bundled proxy on a loop of the caller's. All addresses must be literal (`resolveNames`).
 * @throws TidegateError CONFIG_*, with the place, for what this proxy cannot do.
 */
export function createProxy(config: NginxConfig, loop: Loop, options: ProxyOptions): RunningProxy {
  const http = config.http ?? NO_PART;
  const sockets = listensOf(config);
  if (sockets.length === 0) {
    throw new TidegateError('CONFIG_NO_SERVER', `${config.file} has no server`, {
      hint: 'Add: http { server { listen 8080; } }',
    });
  }
  const scope = new VariableScope<HttpRequest>(http, REQUEST_VARIABLES);
  const sweep = new Sweep();
  const files = options.files ?? new LogFiles(options.prefix);
  const tunnels = new JoinedRoster();
  let listeners: readonly Listener[] = [];
  let groups: UpstreamGroups;
  let server: HttpServer;
  let stream: StreamProxy;
  const startedMs = monotonicMs();
  let accepted = 0;
  try {
    groups = new UpstreamGroups(http.upstreams, sweep, scope);
    const logs = new SiteLogs(config, http, scope, files);
    const compiling = { prefix: options.prefix, scope, groups, logs };
    const withListens = http.servers.map((written) => ({
      listens: written.listens,
      compiled: compileServer(written, compiling),
    }));
    const listening = virtualServers(withListens, scope);
    scope.settle();
    const status = {
      groups,
      clock: CLOCK,
      process: () => processStatus(startedMs),
      connections: () => connectionStatus(accepted, server.sessions),
    };
    const tracesUpstream = [...scope.names].some(needsTrace);
    const context = { loop, sweep, tunnels, tracesUpstream, status };
    const timesRequests = scope.names.has(TIMES_REQUESTS);
    server = new HttpServer(new Site(listening, context), sweep, timesRequests);
    stream = new StreamProxy(config.stream ?? NO_PART, { loop, sweep, sessions: tunnels });
  } catch (error) {
    // Its timer would keep the process.
    sweep.close();
    if (options.files === undefined) files.close();
    throw error;
  }
  const admission = new Admission(loop, sweep, options.slots ?? config.workerConnections);
  const mark = (peer: PeerRef, state: PeerState): void => {
    const part = peer.part === 'http' ? groups : stream.groups;
    part.get(peer.upstream)?.mark(peer.server, state);
  };
  const health =
    options.healthChecks === false
      ? null
      : new HealthMonitor(config, loop, (peer, state) => {
          mark(peer, state);
          options.onPeer?.(peer, state, monotonicMs());
        });

  const open = (socket: ListenSocket): Promise<Listener> => {
    const part = socket.part === 'http' ? server : stream;
    const accept = (connection: Connection) => {
      admission.admitted();
      accepted++;
      return part.accept(connection);
    };
    const fd = options.inherited?.get(socketName(socket.address, socket.port));
    const listening = listeningOf(socket);
    return loop.listen({ ...listening, ...(fd === undefined ? {} : { on: { fd } }), accept });
  };

  return {
    groups: { http: groups, stream: stream.groups },
    mark,
    listen: async () => {
      const opened: Listener[] = [];
      for (const socket of sockets) opened.push(await open(socket));
      listeners = opened;
      admission.guard(opened);
      health?.start();
      return opened.map(({ address, port }) => socketName(address, port));
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
      for (const group of [...groups.all, ...stream.groups.all]) group.close();
      for (const session of server.sessions) session.close();
      for (const tunnel of tunnels) tunnel.close();
      sweep.close();
      if (options.files === undefined) files.close();
    },
  };
}
