import type { BindLine, HaproxyProcess, ServerLine } from './haproxy/hop-haproxy.js';
import type { NewerKeyword, RemovedKeyword } from './haproxy/refused-keyword.js';
import type { Place } from './place.js';

/** How the local port of an outgoing connection is chosen; see net/loop.ts and docs/ports.md. */
export type BindMode = 'late' | 'early' | 'explicit';

/**
 * One hop of a deployment in the calculator: what connects, with which addresses and ports, to how
 * many endpoints. Described by hand (`--sources ...`) or derived from a configuration.
 */
export interface Hop {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly bind: BindMode;
  /** Its connections are bound to an address, which before Linux 4.2 also takes the port. */
  readonly bindsAddress?: true;
  /** What opens its connections; absent = an unknown program. */
  readonly openedBy?: 'clients' | 'nginx' | 'haproxy';
  /** The nginx directive that sets their address: `fastcgi_bind`; absent = `proxy_bind`. */
  readonly boundBy?: string;
  /** The nginx block that contains it; absent = http. */
  readonly within?: 'http' | 'stream';
  readonly sources: Sources;
  /**
   * Servers of one backend that are reached from different sources: each part has its own ports,
   * and they add up. Absent = `sources`, `ports` and `destinations` apply to the whole hop;
   * otherwise those are of the first part.
   */
  readonly parts?: readonly HopPart[];
  /**
   * Its (source, destination) pairs, as texts: hops with a pair in common share its ports. Absent =
   * its ports are shared only with a hop between the same ends.
   */
  readonly pairs?: readonly PairOf[];
  /** Different address:port destinations. */
  readonly destinations: number;
  /** Unix sockets among its destinations, which use no port. */
  readonly unixSockets?: number;
  /**
   * Whose ports are used: this host's ephemeral ports, the clients' if they differ, or ports that
   * the configuration assigns itself (HAProxy, `source ADDRESS:LOW-HIGH`).
   */
  readonly ports:
    | { readonly of: 'host' }
    | { readonly of: 'client' | 'configuration'; readonly range: PortRange };
  /** Ports of this hop's own listeners, which no late connect of the namespace gets. */
  readonly listens: readonly number[];
  /**
   * Ranges that the proxy itself assigns to some of its servers. A late connect to another server
   * skips a port while a connection from that range has it. The ranges do not overlap.
   */
  readonly dealtOut?: readonly PortRange[];
  /** Both ends are on one host and the addresses are 127.0.0.0/8. */
  readonly loopback: boolean;
  /** Some of its addresses are ::1, and IPv6 has no second loopback address. */
  readonly loopbackIpv6?: true;
  /** Sockets on this host for one connection of this hop: 0, 1 or 2. */
  readonly endsHere: number;
  /** What the servers allow; null = no server has a limit. */
  readonly maxConns: MaxConns | null;
  /** What the accepting proxy allows (HAProxy `maxconn`); absent or null = there is no such setting. */
  readonly accepts?: {
    readonly frontend: number | null;
    /** `maxconn` of `global`; null = HAProxy's own choice, see `haproxy`. */
    readonly process: number | null;
    readonly haproxy?: HaproxyProcess;
    /** The `bind` lines of the frontend; they limit it if each of them has a maxconn. */
    readonly bindLines?: readonly BindLine[];
    /**
     * How many connections one session has accepted here, on average: 2 if HAProxy passes it to
     * itself, Infinity if it never leaves.
     */
    readonly each?: number;
  } | null;
  /** The proxy that opens this hop's connections; null = there is none, or it is not known. */
  readonly proxy: ProxyProcesses | null;
  /** The section of HAProxy that contains it, for the text of a mend. */
  readonly section?: 'frontend' | 'listen' | 'backend';
  /** HAProxy's server lines, for writing them again with other sources and limits. */
  readonly servers?: readonly ServerLine[];
  /** Server lines of its backend that take no connections now: backups and disabled ones. */
  readonly spareServers?: readonly ServerLine[];
  /** `balance first`: a server gets a connection only while those before it are at their maxconn. */
  readonly fillsInOrder?: true;
  /** The `proxy_pass`, frontend or backend that it follows from; left out if there is none. */
  readonly place?: Place;
}

/** Some of a hop's connections, with a source of their own. */
export type HopPart = Pick<
  Hop,
  'from' | 'bind' | 'bindsAddress' | 'sources' | 'destinations' | 'ports'
> & {
  /** Share of the hop's connections that balancing gives it, 0..1. */
  readonly share: number;
};

/** A source and a destination, and their ports: `part` is an index into `parts`. */
export interface PairOf {
  readonly key: string;
  readonly part: number;
  /** Ports that other pairs of the same two addresses already have; the ranges do not overlap. */
  readonly without?: readonly PortRange[];
}

/** Inclusive at both ends. */
export type PortRange = readonly [low: number, high: number];

export interface Sources {
  /** Addresses that are written or given; null = without limit (clients anywhere). */
  readonly count: number | null;
  /** How connections spread over them; null = evenly. */
  readonly distribution: Distribution | null;
}

/** A `map` or `split_clients` that chooses the source address. */
export interface Distribution {
  /** `map $remote_port $bind_addr`. */
  readonly by: string;
  readonly buckets: readonly Bucket[];
  /** A hash distributes the connections, so the shares hold only on average. */
  readonly hashed?: boolean;
  readonly place: Place;
}

export interface Bucket {
  readonly source: string;
  /** Share of connections, 0..1; 0 = never chosen. */
  readonly weight: number;
  /** Client ports that choose it; null if the share does not come from ports. */
  readonly clientPorts: number | null;
}

export interface MaxConns {
  readonly servers: readonly ServerLimit[];
  /** All workers share the state; without it each worker counts alone. */
  readonly zone: string | null;
}

/** What one server allows. */
export interface ServerLimit {
  /** Connections at one time; null = unlimited. */
  readonly max: number | null;
  /** Its line without this limit, for writing it again; left out if there is no configuration. */
  readonly written?: string;
  /**
   * The key of its pair if the hop has `pairs`, otherwise any name that identifies it. Null = a
   * unix socket, which has no ports; absent = unknown.
   */
  readonly pair?: string | null;
  readonly place: Place | null;
}

/** A proxy's processes. */
export interface ProxyProcesses {
  /** `auto` = one for each core. */
  readonly workers: number | 'auto';
  /** null = it has no such limit. */
  readonly workerConnections: number | null;
  readonly workerRlimitNofile: number | null;
  /** Present if the proxy is HAProxy, which computes its limits itself. */
  readonly haproxy?: HaproxyProcess;
  /** Listening sockets, which each worker holds. */
  readonly listeners: number;
  /** How many of them exist once in each worker; every worker holds the others' too. */
  readonly reuseportListeners?: number;
  /** nginx: log files, and processes besides the workers, each with a channel. */
  readonly logFiles?: number;
  readonly helperProcesses?: number;
  /** Connections that one proxied connection keeps open in the proxy: 2, or more when it is its own backend. */
  readonly slotsPerSession: number;
}

/** What a session passes through, from the client to the backend server. */
export interface Deployment {
  readonly hops: readonly Hop[];
  /** The ways that a session can take, each as indexes into `hops`; absent = one way through all. */
  readonly routes?: readonly (readonly number[])[];
  /** Sockets on this host for one session, over all its hops. */
  readonly endsPerSession: number;
  /** Hops of one session in which this host takes part. */
  readonly hopsPerSession: number;
  /** The proxy's own memory for one session; 0 = no proxy here. */
  readonly programBytesPerSession: number;
  /** Keywords with which newer versions of the proxy do not start. */
  readonly removed?: readonly RemovedKeyword[];
  /** Keywords with which older versions of the proxy do not start. */
  readonly newer?: readonly NewerKeyword[];
}
