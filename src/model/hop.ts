import type { BindLine, HaproxyProcess, ServerLine } from './hop-haproxy.js';
import type { Place } from './place.js';
import type { NewerKeyword, RemovedKeyword } from './refused-keyword.js';

/** How the local port of an outgoing connection is chosen; see net/loop.ts. */
export type BindMode = 'late' | 'early' | 'explicit';

/**
 * One hop of a deployment as the calculator sees it: who connects, with which addresses and
 * ports, to how many endpoints. Written by hand (`--sources ...`) or derived from a configuration.
 */
export interface Hop {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly bind: BindMode;
  /** Its connections are bound to an address, which before Linux 4.2 takes the port with it. */
  readonly bindsAddress?: true;
  /** Who opens its connections; absent = a program that nobody described. */
  readonly openedBy?: 'clients' | 'nginx' | 'haproxy';
  /** The directive of nginx that gives them an address: `fastcgi_bind`; absent = `proxy_bind`. */
  readonly boundBy?: string;
  /** The block of nginx that it stands in; absent = http. */
  readonly within?: 'http' | 'stream';
  readonly sources: Sources;
  /**
   * Servers of one backend that are connected to from different sources: each part has ports of
   * its own, and they add up. Absent = `sources`, `ports` and `destinations` hold for the whole
   * hop; else these are those of the first part.
   */
  readonly parts?: readonly HopPart[];
  /**
   * The (source, destination) pairs that it connects by, as texts: hops that have one in common
   * share its ports. Absent = its ports are shared only by a hop between the same ends.
   */
  readonly pairs?: readonly PairOf[];
  /** Distinct address:port pairs that are connected to. */
  readonly destinations: number;
  /** Unix sockets that are connected to: they use no port. */
  readonly unixSockets?: number;
  /**
   * Whose ports are used: this host's ephemeral ones, those of the clients where they differ, or
   * those that the configuration deals out itself (HAProxy, `source ADDRESS:LOW-HIGH`).
   */
  readonly ports:
    | { readonly of: 'host' }
    | { readonly of: 'client' | 'configuration'; readonly range: PortRange };
  /** Ports of this hop's own listeners, which no late connect of the namespace gets. */
  readonly listens: readonly number[];
  /**
   * Ranges that the proxy deals out itself to some of its servers: a late connect to another skips a port
   * while a connection has it from there. None has a port of another.
   */
  readonly dealtOut?: readonly PortRange[];
  /** Both ends are on one host and the addresses are 127.0.0.0/8. */
  readonly loopback: boolean;
  /** Some of them are ::1, of which there is no second: more sources are not to be had there. */
  readonly loopbackIpv6?: true;
  /** Sockets that one connection of this hop keeps open on this host: 0, 1 or 2. */
  readonly endsHere: number;
  /** What the servers allow; null = no server says. */
  readonly maxConns: MaxConns | null;
  /** What the accepting proxy lets in (HAProxy `maxconn`); absent or null = no such setting. */
  readonly accepts?: {
    readonly frontend: number | null;
    /** As `maxconn` of `global` says; null = HAProxy's own choice, see `haproxy`. */
    readonly process: number | null;
    readonly haproxy?: HaproxyProcess;
    /** The `bind` lines of the frontend, which bound it where each of them has a maxconn. */
    readonly bindLines?: readonly BindLine[];
    /** Connections that one session has accepted here, on the average: 2 where HAProxy passes it to itself, Infinity where it never leaves. */
    readonly each?: number;
  } | null;
  /** The proxy that opens this hop's connections; null = not one, or not known. */
  readonly proxy: ProxyProcesses | null;
  /** The section of HAProxy that it is written in, so that a mend names it as it is. */
  readonly section?: 'frontend' | 'listen' | 'backend';
  /** HAProxy's server lines, to write them anew with other sources and limits. */
  readonly servers?: readonly ServerLine[];
  /** Those of its backend that take no connection now: backups, and what is disabled. */
  readonly spareServers?: readonly ServerLine[];
  /** `balance first`: a server gets a connection only while those before it are at their maxconn. */
  readonly fillsInOrder?: true;
  /** The `proxy_pass`, frontend or backend it follows from; left out where there is none. */
  readonly place?: Place;
}

/** Some of a hop's connections, with a source of their own. */
export type HopPart = Pick<
  Hop,
  'from' | 'bind' | 'bindsAddress' | 'sources' | 'destinations' | 'ports'
> & {
  /** Share of the hop's connections that the balancing gives it, 0..1. */
  readonly share: number;
};

/** A source and a destination, and how many ports it has: `part` is an index into `parts`. */
export interface PairOf {
  readonly key: string;
  readonly part: number;
  /** Ports that other pairs between the same two addresses have already; none has a port of another. */
  readonly without?: readonly PortRange[];
}

/** Inclusive at both ends. */
export type PortRange = readonly [low: number, high: number];

export interface Sources {
  /** Addresses that are written or given; null = without limit (clients all over the world). */
  readonly count: number | null;
  /** How connections spread over them; null = evenly. */
  readonly distribution: Distribution | null;
}

/** A `map` or `split_clients` that chooses the source address. */
export interface Distribution {
  /** `map $remote_port $bind_addr`. */
  readonly by: string;
  readonly buckets: readonly Bucket[];
  /** A hash deals each connection out as if by chance: shares hold on average only. */
  readonly hashed?: boolean;
  readonly place: Place;
}

export interface Bucket {
  readonly source: string;
  /** Share of connections, 0..1; 0 = never chosen. */
  readonly weight: number;
  /** Client ports that choose it; null where the share is not counted over ports. */
  readonly clientPorts: number | null;
}

export interface MaxConns {
  readonly servers: readonly ServerLimit[];
  /** State shared by all workers; without it each worker counts alone. */
  readonly zone: string | null;
}

/** What one server allows. */
export interface ServerLimit {
  /** Connections at once; null = unlimited. */
  readonly max: number | null;
  /** Its line without this limit, to write it anew; left out where there is no configuration. */
  readonly written?: string;
  /**
   * The key of its pair where the hop has `pairs`, else any name that tells it apart. null = a unix
   * socket, which has no ports; absent = unknown.
   */
  readonly pair?: string | null;
  readonly place: Place | null;
}

/** A proxy's processes. */
export interface ProxyProcesses {
  /** `auto` = one a core. */
  readonly workers: number | 'auto';
  /** null = it has no such limit. */
  readonly workerConnections: number | null;
  readonly workerRlimitNofile: number | null;
  /** Present where the proxy is HAProxy, which computes its limits itself. */
  readonly haproxy?: HaproxyProcess;
  /** Listening sockets, which each worker holds. */
  readonly listeners: number;
  /** Those of them of which each worker has one of its own, and holds the others' too. */
  readonly reuseportListeners?: number;
  /** nginx: log files, and processes besides the workers, each with a channel. */
  readonly logFiles?: number;
  readonly helperProcesses?: number;
  /** Connections that one proxied connection keeps open in the proxy: 2, or more when it is its own backend. */
  readonly slotsPerSession: number;
}

/** What a session runs through, from the client to the backend server. */
export interface Deployment {
  readonly hops: readonly Hop[];
  /** The ways a session can take, each as indices into `hops`; absent = one way through all. */
  readonly routes?: readonly (readonly number[])[];
  /** Sockets that one session keeps open on this host, over all its hops. */
  readonly endsPerSession: number;
  /** Hops of one session that this host takes part in. */
  readonly hopsPerSession: number;
  /** User memory of the proxy for one session; 0 = no proxy here. */
  readonly programBytesPerSession: number;
  /** Keywords with which newer versions of the proxy do not start. */
  readonly removed?: readonly RemovedKeyword[];
  /** Keywords with which older versions of the proxy do not start. */
  readonly newer?: readonly NewerKeyword[];
}
