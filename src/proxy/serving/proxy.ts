import { formatEndpoint } from '../../lib/address/origin.js';
import { monotonicMs } from '../../lib/clock.js';
import { TidegateError } from '../../lib/errors.js';
import { Sweep } from '../../lib/sweep.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { Listener, ListenOptions, Loop } from '../../net/loop.js';
import { HealthMonitor, type KnownState } from '../health/monitor.js';
import type { CheckHearer } from '../health/watched-peer.js';
import { wordsOfUnable } from '../health/words.js';
import { ErrorLog } from '../log/error-log.js';
import { LogFiles } from '../log/log-files.js';
import type { CheckCounts, PeerRef, PeerState } from '../messages.js';
import { Reusables } from '../slots/reusables.js';
import { type SlotLimit, Slots } from '../slots/slots.js';
import type { StreamProxy } from '../stream/stream-proxy.js';
import type { UpstreamGroups } from '../upstream/peers/upstream-groups.js';
import { type CompiledProxy, compileProxy } from './compile-proxy.js';
import { type ListenSocket, listeningOf, listensOf } from './listen-sockets.js';

/** How often a quitting proxy checks whether anything is left. */
const EMPTIED_LOOK_MS = 50;

export interface ProxyOptions {
  /** The directory that relative roots refer to, as nginx's `-p`. */
  readonly prefix: string;
  /** Opens a listening socket, or returns one that is open; default: opens it on the loop. */
  readonly openSocket?: OpenSocket;
  /** The open logs of this process; default: they are opened here. */
  readonly files?: LogFiles;
  /** Connections that this process may have open; default worker_connections. */
  readonly slots?: SlotLimit;
  /** Connections that may be closed for others, if proxies share a loop; default: this proxy's own. */
  readonly reusables?: Reusables;
  /**
   * Whether health checks run in this process; default true. Workers get the results from their
   * master.
   */
  readonly healthChecks?: boolean;
  /** The state of a server by earlier checks; default: unknown. */
  readonly known?: KnownState;
  /** Called when health checks change the state of a server; `atMs` is monotonic. */
  readonly onPeer?: (peer: PeerRef, state: PeerState, atMs: number) => void;
}

export type OpenSocket = (socket: ListenSocket, hears: AcceptHearer) => Promise<Listener>;

/** Is told of the events on a listening socket. */
export type AcceptHearer = Required<Pick<ListenOptions, 'accept' | 'onExhausted'>>;

/** A proxy in one process. */
export interface RunningProxy {
  /** Opens what the configuration listens on; resolves with `address:port` of each. */
  listen(): Promise<readonly string[]>;
  /** Marks a server of an upstream, as health checks do. */
  mark(peer: PeerRef, state: PeerState): void;
  /** Records what health checks in another process have seen of a server. */
  noteChecks(peer: PeerRef, counts: CheckCounts): void;
  /** Its upstreams, for `SharedCounts`. */
  readonly groups: { readonly http: UpstreamGroups; readonly stream: StreamProxy['groups'] };
  /** Accepts nothing more; idle connections close, the others after their response or session. */
  quit(): void;
  /** Resolves when a quitting proxy has nothing left open. */
  emptied(): Promise<void>;
  /** Ends everything at once. */
  close(): void;
}

/**
 * The bundled proxy on the caller's loop. All addresses must be literal (`resolveNames`).
 * @throws TidegateError CONFIG_*, LOG_NOT_WRITABLE, with the place, for what this proxy cannot do
 */
export function createProxy(config: NginxConfig, loop: Loop, options: ProxyOptions): RunningProxy {
  if (listensOf(config).length === 0) {
    throw new TidegateError('CONFIG_SERVER_MISSING', `${config.file} has no server`, {
      hint: 'Add: http { server { listen 8080; } }',
    });
  }
  const sweep = new Sweep();
  const files = options.files ?? new LogFiles(options.prefix);
  const end = (): void => {
    sweep.close();
    if (options.files === undefined) files.close();
  };
  try {
    const { prefix, reusables = new Reusables(), slots: limit = writtenLimit(config) } = options;
    const log = ErrorLog.open(config.errorLogs, files);
    const slots = new Slots({ loop, sweep, reusables, log }, limit);
    const compiled = compileProxy(config, { loop, sweep, slots, files, prefix });
    return runProxy(compiled, { config, loop, slots, log, options, end });
  } catch (error) {
    // Otherwise the sweep's timer would keep the process alive.
    end();
    throw error;
  }
}

function writtenLimit({ workerConnections }: NginxConfig): SlotLimit {
  return { count: workerConnections, from: `${workerConnections} worker_connections` };
}

interface Running {
  readonly config: NginxConfig;
  readonly loop: Loop;
  readonly slots: Slots;
  /** The log of the main level. */
  readonly log: ErrorLog;
  readonly options: ProxyOptions;
  /** Runs after everything else has been closed. */
  readonly end: () => void;
}

/** @throws TidegateError CONFIG_REGEX_BAD in a health check. */
function runProxy(
  { http, stream, groups, traffic }: CompiledProxy,
  { config, loop, slots, log, options, end }: Running,
): RunningProxy {
  let listeners: readonly Listener[] = [];
  const groupOf = ({ part, upstream }: PeerRef) =>
    part === 'http' ? groups.get(upstream) : stream.groups.get(upstream);
  const mark: RunningProxy['mark'] = (peer, state) => groupOf(peer)?.mark(peer.server, state);
  const noteChecks: RunningProxy['noteChecks'] = (peer, counts) =>
    groupOf(peer)?.noteChecks(peer.server, counts);
  const hearer: CheckHearer = {
    changed: (peer, state) => {
      mark(peer, state);
      options.onPeer?.(peer, state, monotonicMs());
    },
    checked: noteChecks,
    unable: (peer) => log.write(...wordsOfUnable(peer)),
  };
  const { healthChecks = true, known } = options;
  const health = healthChecks ? new HealthMonitor(config, loop, hearer, known) : null;
  const stopAccepting = (): void => {
    slots.close();
    for (const listener of listeners) listener.close();
    health?.close();
  };

  const openSocket: OpenSocket =
    options.openSocket ?? ((socket, hears) => loop.listen({ ...listeningOf(socket), ...hears }));
  const open = (socket: ListenSocket): Promise<Listener> => {
    const part = socket.part === 'http' ? http : stream;
    return openSocket(socket, {
      accept: (connection) => {
        slots.admitted();
        return part.accept(connection, ++traffic.accepted);
      },
      onExhausted: () => slots.acceptFailed(),
    });
  };

  return {
    groups: { http: groups, stream: stream.groups },
    mark,
    noteChecks,
    listen: async () => {
      for (const peer of health?.down ?? []) mark(peer, 'down');
      const opened: Listener[] = [];
      for (const socket of listensOf(config)) opened.push(await open(socket));
      listeners = opened;
      slots.guard(opened);
      health?.start();
      return opened.map(({ address, port }) => formatEndpoint({ address, port }));
    },
    quit: () => {
      stopAccepting();
      http.quit();
    },
    emptied: () =>
      new Promise<void>((resolve) => {
        const look = setInterval(() => {
          if (http.sessions.size + traffic.joined.size > 0) return;
          clearInterval(look);
          resolve();
        }, EMPTIED_LOOK_MS);
      }),
    close: () => {
      stopAccepting();
      for (const group of [...groups.all, ...stream.groups.all]) group.close();
      for (const session of http.sessions) session.close();
      for (const joined of traffic.joined) joined.close();
      end();
    },
  };
}
