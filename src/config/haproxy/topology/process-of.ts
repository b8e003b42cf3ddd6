import type { HaproxyProcess } from '../../../model/haproxy/hop-haproxy.js';
import type { HaproxyConfig, HaproxyServer } from '../../../model/haproxy.js';
import type { ProxyProcesses } from '../../../model/hop.js';

/** Descriptors that HAProxy keeps in reserve (haproxy.c, global.maxsock). */
const TO_SPARE = 10;
/** Connections to the stats sockets without `stats maxconn`. */
const STATS_MAXCONN = 10;
/** Descriptors for each `peer`: its own connection and the ones that others open to it. */
const PER_PEER = 3;

/**
 * The values from which HAProxy computes its limits. It reserves descriptors for each listener,
 * check, port of a check, stats socket and connection to one, and for peers.
 *
 * Source: haproxy.c, cfgparse-listen.c, check.c, peers.c; measured with 2.6.12.
 */
export function haproxyProcessOf(config: HaproxyConfig): HaproxyProcess {
  const { global, frontends, backends, otherBinds, peers, file } = config;
  const sum = (counts: readonly number[]) => counts.reduce((total, one) => total + one, 0);
  const servers: readonly HaproxyServer[] = backends.flatMap((backend) => backend.servers);
  const sharded = frontends.flatMap(({ bindLines }) =>
    bindLines.flatMap(({ sockets, shards }) => (shards ? [{ sockets, shards }] : [])),
  );
  const stats =
    global.statsSockets > 0 ? global.statsSockets + (global.statsMaxconn ?? STATS_MAXCONN) : 0;
  return {
    maxconn: global.maxconn,
    ...(global.maxconnUnknown && { maxconnUnknown: true }),
    threads: global.nbthread,
    processes: global.nbproc ?? 1,
    ulimitN: global.ulimitN,
    fdHardLimit: global.fdHardLimit,
    baseDescriptors:
      TO_SPARE +
      listenersOf(config) +
      otherBinds.length +
      sum(servers.map(({ checks }) => checks)) +
      config.checkPorts +
      stats +
      peers.length * PER_PEER +
      // This process listens as one of them.
      Number(peers.some(({ port }) => port !== null)),
    ...(sharded.length > 0 && { sharded }),
    ...splicingOf(config),
    maxpipes: global.maxpipes,
    strictLimits: global.strictLimits,
    place: global.place ?? frontends[0]?.place ?? { file, line: 1, column: 1 },
  };
}

/**
 * How many connections can splice: the frontends with the option up to their maxconn, the backends
 * up to `fullconn`, whichever sum is larger. `nosplice` changes no number here (measured, 2.6.12).
 *
 * Source: haproxy.c, compute_ideal_maxpipes.
 */
function splicingOf({
  frontends,
  backends,
}: HaproxyConfig): Pick<HaproxyProcess, 'splices' | 'mostSpliced'> {
  const limits = [
    frontends.filter(({ splices }) => splices).map(({ maxconn }) => maxconn),
    backends.filter(({ splices }) => splices).map(({ fullconn }) => fullconn),
  ];
  const splices = limits.some(({ length }) => length > 0);
  if (!splices || limits.flat().includes(null)) return { splices };
  const sums = limits.map((some) => some.reduce<number>((sum, one) => sum + (one ?? 0), 0));
  return { splices, mostSpliced: Math.max(...sums) };
}

/** Listening sockets for clients, each once however many shards it has. */
export function listenersOf({ frontends }: HaproxyConfig): number {
  return frontends.reduce((total, { binds, otherBinds }) => total + binds.length + otherBinds, 0);
}

/** @param slotsPerSession descriptors of one session */
export function processesOf(
  { haproxy, listeners }: { readonly haproxy: HaproxyProcess; readonly listeners: number },
  slotsPerSession: number,
): ProxyProcesses {
  return {
    workers: 1,
    workerConnections: null,
    workerRlimitNofile: haproxy.ulimitN,
    haproxy,
    listeners,
    slotsPerSession,
  };
}
