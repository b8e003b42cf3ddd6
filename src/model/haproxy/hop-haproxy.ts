import type { Place } from '../place.js';

/** A `server` or `server-template` line of HAProxy: KEYWORD NAME REST source ... maxconn ... */
export interface ServerLine {
  readonly keyword: string;
  readonly name: string;
  readonly rest: string;
  /** How many servers it defines, and the checks of each, which need descriptors. */
  readonly count: number;
  readonly checks: number;
  readonly maxconn: number | null;
  /** `ADDRESS` or `ADDRESS:LOW-HIGH`; null = the kernel chooses. */
  readonly source: string | null;
  /** Words after the address of its source, such as `interface eth1`. */
  readonly sourceRest?: string;
  /** The address of a source that is not bound: any address, or the clients'. */
  readonly wildcard?: string;
  /** A copy of it under another name would take no connections. */
  readonly alone?: true;
}

/** A `bind` line of HAProxy. */
export interface BindLine {
  /** The line without its `maxconn`, for writing it again. */
  readonly written: string;
  readonly sockets: number;
  /** `shards`: each of its sockets is this many sockets. */
  readonly shards?: Shards;
  /** Limit of each of its sockets; null = not written, or not known. */
  readonly maxconn: number | null;
  /** Its own `backlog`, which takes precedence over that of the frontend. */
  readonly backlog?: number;
  readonly place?: Place;
}

/** One socket for each thread, up to this number; null = without limit. */
export interface Shards {
  readonly most: number | null;
}

/** The values from which HAProxy computes its limits at its start; null = not written. */
export interface HaproxyProcess {
  /** `maxconn` of `global`. */
  readonly maxconn: number | null;
  /** It contains a variable that is not set; HAProxy does not compute it then either. */
  readonly maxconnUnknown?: boolean;
  /** `nbthread`; null = one for each CPU. */
  readonly threads: number | null;
  readonly ulimitN: number | null;
  readonly fdHardLimit: number | null;
  /** Descriptors besides those of threads and connections: listeners, checks, stats, 10 in reserve. */
  readonly baseDescriptors: number;
  /** The listening sockets that are sharded. */
  readonly sharded?: readonly (Pick<BindLine, 'sockets'> & { readonly shards: Shards })[];
  /** Whether a section splices, so that connections also need pipes. */
  readonly splices: boolean;
  /** Most connections that splice; absent = all may. */
  readonly mostSpliced?: number;
  /** `maxpipes`. */
  readonly maxpipes: number | null;
  /** `nbproc`, which 2.5 removed: each process has all of these limits for itself. */
  readonly processes: number;
  /** It refuses to start if it cannot have the descriptors; false with `no strict-limits`. */
  readonly strictLimits: boolean;
  /** Where its limits are written, otherwise where its `global` or its first line is. */
  readonly place: Place;
}
