import type { Place } from './place.js';

/** A `server` or `server-template` line of HAProxy: KEYWORD NAME REST source ... maxconn ... */
export interface ServerLine {
  readonly keyword: string;
  readonly name: string;
  readonly rest: string;
  /** Servers that it makes, and the checks of each, which take descriptors. */
  readonly count: number;
  readonly checks: number;
  readonly maxconn: number | null;
  /** `ADDRESS` or `ADDRESS:LOW-HIGH`; null = the kernel chooses. */
  readonly source: string | null;
  /** Words behind the address of its source, as `interface eth1`. */
  readonly sourceRest?: string;
  /** The address of a source that it does not bind to: any, or the clients'. */
  readonly wildcard?: string;
  /** A copy of it under another name would take no connections. */
  readonly alone?: true;
}

/** A `bind` line of HAProxy. */
export interface BindLine {
  /** Without its `maxconn`, to write it anew. */
  readonly written: string;
  readonly sockets: number;
  /** `shards`: each of them is as many sockets. */
  readonly shards?: Shards;
  /** Of each of its sockets; null = not written, or not known. */
  readonly maxconn: number | null;
  /** Its own `backlog`, which goes before that of the frontend. */
  readonly backlog?: number;
  readonly place?: Place;
}

/** One socket for each thread, but at most so many; null = for each thread. */
export interface Shards {
  readonly most: number | null;
}

/** What HAProxy computes its limits from when it starts; null = not written. */
export interface HaproxyProcess {
  /** `maxconn` of `global`. */
  readonly maxconn: number | null;
  /** It is written with a variable that is not set: then HAProxy does not compute it either. */
  readonly maxconnUnknown?: boolean;
  /** `nbthread`; null = one a CPU. */
  readonly threads: number | null;
  readonly ulimitN: number | null;
  readonly fdHardLimit: number | null;
  /** Descriptors besides those of threads and connections: listeners, checks, stats, 10 to spare. */
  readonly baseDescriptors: number;
  /** Listening sockets of them that are several. */
  readonly sharded?: readonly (Pick<BindLine, 'sockets'> & { readonly shards: Shards })[];
  /** Whether some section splices, so that connections need pipes too. */
  readonly splices: boolean;
  /** Connections that splice at most; absent = all may. */
  readonly mostSpliced?: number;
  /** `maxpipes`. */
  readonly maxpipes: number | null;
  /** `nbproc`, which is gone since 2.5: each process has all of these limits for itself. */
  readonly processes: number;
  /** It refuses to start where it cannot have the descriptors; off by `no strict-limits`. */
  readonly strictLimits: boolean;
  /** Where its limits are written, else where its `global` or its first line is. */
  readonly place: Place;
}
