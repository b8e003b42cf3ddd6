import type { BindMode, Bucket } from './hop.js';

export type HopLimitId = 'ports' | 'max_conns' | 'maxconn' | 'worker_connections' | 'nofile';
export type HostLimitId = 'file-max' | 'memory' | 'conntrack' | 'epoll-watches';

/** One limit, with everything that is needed to check it by hand. */
export interface Limit<Id extends string = HopLimitId | HostLimitId> {
  readonly id: Id;
  /** Connections at one time; null = unlimited. */
  readonly max: number | null;
  /** What the kernel grants in any case, if that is less than `max`. */
  readonly guaranteed?: number;
  /** What shares the limit: `(source, destination)`, `upstream`, `process`, `host`, ... */
  readonly scope: string;
  readonly formula: string;
  readonly inputs: Readonly<Record<string, number | string | null>>;
  /** The source of the formula. */
  readonly source: string;
}

/** `capacity --json`: the field names are a contract. */
export interface CapacityReport {
  readonly schema: 'tidegate.capacity/1';
  /** The configuration, as it was named; left out = one hop that the command line describes. */
  readonly config?: string;
  readonly hops: readonly HopCapacity[];
  readonly host: { readonly limits: readonly Limit<HostLimitId>[] };
  /** What all routes hold together, however sessions are distributed among them. */
  readonly endToEnd: EndToEnd;
  /** Each way through the hops by itself. */
  readonly routes: readonly Route[];
  readonly documented: DocumentedCapacity | null;
  readonly warnings: readonly Warning[];
  /** What would have to change to hold more; only if that was asked for. */
  readonly target?: TargetPlan;
}

/** A way through the hops, as if it were the only one. */
export interface Route extends EndToEnd {
  /** Their names, which may be equal; `hopIndexes` distinguishes them. */
  readonly hops: readonly string[];
  /** Indices into `hops` of the report. */
  readonly hopIndexes: readonly number[];
}

/** The least change that makes a number of connections possible. */
export interface TargetPlan {
  readonly connections: number;
  /** Whether the changed deployment holds them; `after` is what it holds, null = without limit. */
  readonly reached: boolean;
  readonly after: number | null;
  readonly changes: readonly TargetChange[];
}

export interface TargetChange {
  readonly limit: HopLimitId | HostLimitId;
  /** null = the host. */
  readonly hop: string | null;
  /** Index into `hops`; null = the host, or the process and so all hops. */
  readonly hopIndex: number | null;
  /** One sentence. */
  readonly what: string;
  /** `service`: what starts the proxy, a systemd unit or a container's runtime. */
  readonly where: 'sysctl' | 'service' | 'nginx' | 'haproxy' | 'clients' | 'host';
  /** Lines to paste there, in this order; empty if there is nothing to write. */
  readonly lines: readonly string[];
}

export interface EndToEnd {
  readonly max: number | null;
  /** The first of `bindings`. */
  readonly binding: Binding | null;
  /** Every limit that has to be raised for more; several ways may each have one of their own. */
  readonly bindings: readonly Binding[];
  /** The limit that binds once the binding one is raised. */
  readonly runnerUp: (RunnerUp & Omit<Binding, 'limit'>) | null;
}

export interface Binding {
  /** Name of the hop; null = the host. */
  readonly hop: string | null;
  /** Index into `hops`, because two hops may have one name; null = the host. */
  readonly hopIndex: number | null;
  readonly limit: string;
}

export interface RunnerUp {
  readonly limit: string;
  readonly max: number;
  /** Connections above the binding limit. */
  readonly above: number;
}

export interface HopCapacity {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly bind: BindMode;
  /** null = without limit. */
  readonly sources: number | null;
  readonly reachableSources: number | null;
  readonly destinations: number;
  /** Ports for one (source, destination) pair; null = unknown. */
  readonly portsPerTuple: number | null;
  readonly limits: readonly Limit<HopLimitId>[];
  /** The least of the limits; null = none is known or all are unlimited. */
  readonly max: number | null;
  readonly binding: HopLimitId | null;
  readonly runnerUp: RunnerUp | null;
  readonly guaranteed: number | null;
  /** Connections from which on the kernel's search for a port becomes slow; late bind only. */
  readonly softCliff: number | null;
  /** Connections at which the fullest source has no port left while others still have some. */
  readonly firstFailure: number | null;
  /** Standard deviation of `firstFailure` if a hash distributes the connections; otherwise null. */
  readonly firstFailureSpread: number | null;
  /** New connections a second that TIME_WAIT allows, when the connecting end closes first. */
  readonly churnPerSecond: number | null;
  /** How a map or split spreads connections over the sources; null = evenly. */
  readonly distribution: { readonly by: string; readonly buckets: readonly Bucket[] } | null;
  /** If its servers are reached from different sources: their ports, which add up. */
  readonly parts?: readonly PartCapacity[];
}

/** Servers of a hop that share a source. */
export interface PartCapacity {
  readonly from: string;
  readonly bind: BindMode;
  readonly destinations: number;
  /** Ports for one (source, destination) pair; null = unknown. */
  readonly portsPerTuple: number | null;
  /** null = unknown or without limit. */
  readonly ports: number | null;
  /** Share of the hop's connections that balancing gives it, 0..1. */
  readonly share: number;
}

/** The documented formula, `(2^24 - 2) * (ports - 1) / 2`. */
export interface DocumentedCapacity {
  readonly addresses: number;
  /** Both ends inclusive. */
  readonly ports: number;
  readonly max: number;
}

export type WarningCode =
  | 'MAP_UNREACHABLE_SOURCE'
  | 'MAP_UNEVEN'
  | 'MAP_SOURCE_UNKNOWN'
  | 'TARGET_UNKNOWN'
  | 'NAME_COUNTED_ONCE'
  | 'SOURCE_PORT_FIXED'
  | 'INCLUDE_MISSING'
  | 'INCLUDE_EMPTY'
  | 'BYTE_ORDER_MARK'
  | 'PROXIES_TO_ITSELF'
  | 'NOFILE_NOT_RAISED'
  | 'TRANSPARENT_BIND'
  | 'MAX_CONNS_ABOVE_PORTS'
  | 'MAX_CONNS_WITHOUT_ZONE'
  | 'FACT_UNKNOWN'
  | 'PROXY_LIMITS_UNKNOWN'
  | 'PROXY_WILL_NOT_START'
  | 'NOTHING_LISTENS'
  | 'NAME_COUNTED_ONCE'
  | 'ENVIRONMENT_UNKNOWN'
  | 'UNMODELLED_DIRECTIVE';

/** Something that does not do what it says, or that the figures leave out. */
export interface Warning {
  readonly code: WarningCode;
  /** `error`: it does not work at all; `info`: good to know. Absent = a warning. */
  readonly severity?: 'error' | 'info';
  readonly message: string;
  /** What to do about it, as one imperative sentence. */
  readonly fix: string;
  /** Both null if it is about no line of a configuration. */
  readonly file: string | null;
  readonly line: number | null;
}
