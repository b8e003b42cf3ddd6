import { isBefore } from '../lib/version-order.js';
import type { HostFacts } from '../model/facts.js';
import type { BindLine, HaproxyProcess } from '../model/haproxy/hop-haproxy.js';

/** Descriptors of each thread: its poller and a pair to wake it. */
const PER_THREAD = 3;
/** MAX_THREADS of a 64-bit build. */
const MOST_THREADS = 64;
/** The maxconn that HAProxy uses if the descriptors would give less. */
const LEAST_MAXCONN = 100;
/** The default before 2.0, whatever the number of descriptors. */
const OLD_MAXCONN = 2000;

/**
 * Descriptors of an idle HAProxy. Null = it has one thread for each CPU, and the number of CPUs is
 * unknown.
 */
export function haproxyOwnDescriptors(haproxy: HaproxyProcess, facts: HostFacts): number | null {
  const threads = haproxyThreads(haproxy, facts);
  if (threads === null) return null;
  const more = (haproxy.sharded ?? []).reduce(
    (sum, line) => sum + (socketsOf(line, threads) ?? 0) - line.sockets,
    0,
  );
  return haproxy.baseDescriptors + more + PER_THREAD * threads;
}

/** Null = one for each CPU, and the number of CPUs is unknown. */
export function haproxyThreads(
  { threads, processes }: HaproxyProcess,
  facts: HostFacts,
): number | null {
  const old = isBefore(facts.proxyVersions?.haproxy, '2.0');
  // With several processes, each has one thread.
  const single = old || processes > 1;
  const found = threads ?? (single ? 1 : facts.cpus);
  return found === undefined ? null : Math.min(found, MOST_THREADS);
}

/**
 * Listening sockets of a `bind` line; null = one for each thread, and the number of threads is
 * unknown.
 */
export function socketsOf(
  { sockets, shards }: Pick<BindLine, 'sockets' | 'shards'>,
  threads: number | null,
): number | null {
  if (!shards) return sockets;
  return threads === null ? null : sockets * Math.min(threads, shards.most ?? threads);
}

/**
 * Descriptors that HAProxy asks for with a given `maxconn`: two for each connection, a quarter of a
 * pipe where it splices, and its own.
 *
 * Source: haproxy.c, compute_ideal_maxsock, compute_ideal_maxpipes; measured with 2.6.12.
 */
export function haproxyDescriptors(haproxy: HaproxyProcess, maxconn: number, own: number): number {
  const ofSplicing = haproxy.splices ? pipesOf(haproxy, maxconn) : 0;
  return 2 * maxconn + 2 * (haproxy.maxpipes ?? ofSplicing) + own;
}

function pipesOf({ mostSpliced = Infinity }: HaproxyProcess, maxconn: number): number {
  const spliced = Math.min(mostSpliced, maxconn);
  return spliced >= 4 ? Math.floor(spliced / 4) : spliced;
}

/**
 * The maxconn that HAProxy computes if `global` has none, in connections: half of what is left of
 * the hard limit of descriptors (not of `ulimit-n`), or two fifths where it splices, or half
 * without the pipes if their number is known; at least 100. Before 2.0 it is 2,000. Null = a fact
 * or a value of `global` that it depends on is unknown.
 *
 * Source: haproxy.c, compute_ideal_maxconn; measured with 2.6.12 (`show info`).
 */
export function automaticMaxconn(haproxy: HaproxyProcess, facts: HostFacts): number | null {
  if (haproxy.maxconnUnknown) return null;
  if (isBefore(facts.proxyVersions?.haproxy, '2.0')) return OLD_MAXCONN;
  const own = haproxyOwnDescriptors(haproxy, facts);
  const limit = hardLimit(haproxy, facts);
  if (own === null || limit === null) return null;
  const left = limit - own;
  const { splices, mostSpliced } = haproxy;
  const pipes = mostSpliced === undefined ? 0 : 2 * pipesOf(haproxy, mostSpliced);
  const isShared = splices && mostSpliced === undefined;
  // HAProxy subtracts pipes only if there are descriptors for them.
  const half = (pipes < left ? left - pipes : left) / 2;
  return Math.max(LEAST_MAXCONN, Math.floor(isShared ? (2 * left) / 5 : half));
}

/** How many descriptors HAProxy can give itself; null = unknown. */
export function reachableDescriptors(haproxy: HaproxyProcess, facts: HostFacts): number | null {
  const limit = hardLimit(haproxy, facts);
  if (limit === null || !facts.capSysResource) return limit;
  const highest = Math.max(limit, facts.nrOpen ?? limit);
  return Math.min(highest, haproxy.fdHardLimit ?? highest);
}

function hardLimit({ fdHardLimit }: HaproxyProcess, facts: HostFacts): number | null {
  const { nofile, nrOpen } = facts;
  // An unlimited hard limit means nr_open, because setrlimit goes no higher.
  const hard = nofile?.hard === null ? nrOpen : nofile?.hard;
  if (hard === undefined) return null;
  return Math.min(hard, fdHardLimit ?? hard, nrOpen ?? hard);
}

/** Why an HAProxy does not start: what it asks for, and what it can have. */
export interface StartFault {
  readonly kind: 'hard-limit' | 'ulimit-n';
  readonly maxconn: number;
  /** Whether HAProxy has computed this maxconn itself. */
  readonly automatic: boolean;
  readonly needed: number;
  readonly limit: number;
}

/**
 * From 2.3 on HAProxy exits if it cannot have the descriptors that its maxconn needs, unless `no
 * strict-limits` is written. Null = it starts, or a fact is unknown.
 *
 * Source: haproxy.c, main ("Cannot raise FD limit", "FD limit too low"); measured with 2.6.12.
 */
export function startFault(haproxy: HaproxyProcess, facts: HostFacts): StartFault | null {
  if (!haproxy.strictLimits || isBefore(facts.proxyVersions?.haproxy, '2.3')) return null;
  const own = haproxyOwnDescriptors(haproxy, facts);
  const maxconn = haproxy.maxconn ?? automaticMaxconn(haproxy, facts);
  if (own === null || maxconn === null) return null;
  const automatic = haproxy.maxconn === null;
  const needed = haproxyDescriptors(haproxy, maxconn, own);
  const reachable = reachableDescriptors(haproxy, facts);
  const wanted = haproxy.ulimitN ?? needed;
  if (reachable !== null && wanted > reachable) {
    return { kind: 'hard-limit', maxconn, automatic, needed: wanted, limit: reachable };
  }
  const limit = limitOfUlimitN(haproxy, facts);
  if (limit === null || limit >= needed) return null;
  return { kind: 'ulimit-n', maxconn, automatic, needed, limit };
}

/**
 * `ulimit-n`, which raises the soft limit and never lowers it (measured, 2.6.12); null = it is not
 * written.
 */
export function limitOfUlimitN({ ulimitN }: HaproxyProcess, { nofile }: HostFacts): number | null {
  return ulimitN && Math.max(ulimitN, nofile?.soft ?? 0);
}
