/**
 * What is known about a host. A fact that is left out is unknown: limits that need it are left out
 * of the report, with a warning. `null` where a kernel says "unlimited".
 */
export interface HostFacts {
  readonly schema: 'tidegate.facts/1';
  /** `linux`, `darwin`. */
  readonly platform?: string;
  /** Version as the kernel writes it: `6.18.44`. */
  readonly kernel?: string;
  readonly cpus?: number;
  /** net.ipv4.ip_local_port_range, both ends inclusive. */
  readonly portRange?: readonly [low: number, high: number];
  /** net.ipv4.ip_local_reserved_ports as written: `8080,9148,40000-40099`; empty = none. */
  readonly reservedPorts?: string;
  /** Ports with a listener, on any address of this network namespace. */
  readonly portsInUse?: readonly number[];
  readonly loopback?: LoopbackFacts;
  /** RLIMIT_NOFILE of this process, which processes started from here inherit. */
  readonly nofile?: { readonly soft: number | null; readonly hard: number | null };
  /**
   * CAP_SYS_RESOURCE: may raise RLIMIT_NOFILE above its hard limit. Left out if this process lacks
   * it and root on this host may have it, because then it depends on how the proxy is started.
   */
  readonly capSysResource?: boolean;
  /** Versions of the installed proxies, `1.22.1`. */
  readonly proxyVersions?: { readonly nginx?: string; readonly haproxy?: string };
  /** fs.nr_open: the highest value of RLIMIT_NOFILE. */
  readonly nrOpen?: number;
  readonly fileMax?: number;
  readonly filesOpen?: number;
  /** The lesser of the host's memory and the limit of this process's control group. */
  readonly memory?: { readonly totalBytes: number; readonly availableBytes: number };
  /** Kernel memory of one established TCP socket. */
  readonly socketBytes?: number;
  readonly conntrack?: { readonly active: boolean; readonly max?: number };
  readonly epollMaxUserWatches?: number;
  readonly tcp?: TcpFacts;
  /** Where each fact was read, by its name. */
  readonly origins?: Readonly<Record<string, string>>;
}

interface LoopbackFacts {
  /** IPv4 addresses of the loopback interface, `127.0.0.1/8`. */
  readonly cidrs: readonly string[];
  readonly aliases: number;
  /** Addresses that can be a connection's source. */
  readonly usable: number;
}

/** net.ipv4.tcp_* and net.core.somaxconn. */
export interface TcpFacts {
  /** 0 = off, 1 = on, 2 = on for loopback only. */
  readonly twReuse?: number;
  readonly twReuseDelayMs?: number;
  readonly timestamps?: number;
  readonly maxTwBuckets?: number;
  readonly somaxconn?: number;
  readonly maxSynBacklog?: number;
}

/** Name of a fact, as in a facts file. */
export type FactName = Exclude<keyof HostFacts, 'schema' | 'origins'>;
