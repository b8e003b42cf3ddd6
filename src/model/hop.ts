import type { Place } from './place.js';

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
  /** Who opens its connections; absent = a program that nobody described. */
  readonly openedBy?: 'clients' | 'nginx' | 'haproxy';
  readonly sources: Sources;
  /** Distinct address:port pairs that are connected to. */
  readonly destinations: number;
  /**
   * Whose ports are used: this host's ephemeral ones, those of the clients where they differ, or
   * those that the configuration deals out itself (HAProxy, `source ADDRESS:LOW-HIGH`).
   */
  readonly ports:
    | { readonly of: 'host' }
    | { readonly of: 'client' | 'configuration'; readonly range: PortRange };
  /** Ports of this hop's own listeners, which no late connect of the namespace gets. */
  readonly listens: readonly number[];
  /** Both ends are on one host and the addresses are 127.0.0.0/8. */
  readonly loopback: boolean;
  /** Sockets that one connection of this hop keeps open on this host: 0, 1 or 2. */
  readonly endsHere: number;
  /** What the servers allow; null = no server says. */
  readonly maxConns: MaxConns | null;
  /** What the accepting proxy lets in (HAProxy `maxconn`); absent or null = no such setting. */
  readonly accepts?: { readonly frontend: number | null; readonly process: number | null } | null;
  /** The proxy that opens this hop's connections; null = not one, or not known. */
  readonly proxy: ProxyProcesses | null;
  /** The `proxy_pass` it follows from; left out where there is none. */
  readonly place?: Place;
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
  readonly place: Place | null;
}

/** A proxy's processes. */
export interface ProxyProcesses {
  /** `auto` = one a core. */
  readonly workers: number | 'auto';
  /** null = it has no such limit. */
  readonly workerConnections: number | null;
  readonly workerRlimitNofile: number | null;
  /** It raises what it inherits to the hard limit by itself, as HAProxy does. */
  readonly raisesNofile?: boolean;
  /** Descriptors of a worker besides its listeners and connections; absent = as nginx has. */
  readonly ownDescriptors?: number;
  /** Listening sockets, which each worker holds. */
  readonly listeners: number;
  /** Connections that one proxied connection keeps open in the proxy: 2, or 3 when it is its own backend. */
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
}
