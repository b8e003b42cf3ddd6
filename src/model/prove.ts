import type { BindMode, PortRange } from './hop.js';

/** What is set in a private network namespace, and what is opened in it until the kernel refuses. */
export interface ProveCase {
  /** What it shows, in a few words. */
  readonly name: string;
  readonly portRange: PortRange;
  readonly sources: number;
  readonly destinations: number;
  readonly bind: BindMode;
  /** net.ipv4.ip_local_reserved_ports in the kernel's notation; empty = none. */
  readonly reserved: string;
  /** Other listeners, which own a port of the range: `127.200.0.1:50004`. */
  readonly listeners: readonly string[];
}

/** The calculator's figure and the kernel's, in connections. */
export interface ProvenCase extends ProveCase {
  readonly predicted: { readonly guaranteed: number; readonly max: number };
  readonly measured: number;
  /** guaranteed <= measured <= max, also for each source if a map chooses it. */
  readonly agrees: boolean;
  /** If a map chooses the source: what each address of the map held in the end. */
  readonly perSource?: readonly SourceCount[];
  /** If a map chooses the source: connections at which the first source was full. */
  readonly firstFailure?: FirstFailure;
}

interface SourceCount {
  readonly source: string;
  /** The maximum; 0 = never chosen. */
  readonly predicted: number;
  readonly measured: number;
}

interface FirstFailure {
  readonly predicted: number;
  readonly measured: number;
  /**
   * Clients take one address with all its ports after the other, so the count may be this far from
   * the even spread.
   */
  readonly tolerance: number;
}

/** How long a connect takes before and after half of one 3-tuple's ports are taken. */
interface SoftCliff {
  readonly portRange: PortRange;
  /** Connections before the kernel first used a port of the other parity. */
  readonly predicted: number;
  readonly measured: number;
  readonly agrees: boolean;
  readonly before: ConnectTimes;
  readonly after: ConnectTimes;
  /** Median after / median before. */
  readonly ratio: number;
}

export interface ConnectTimes {
  readonly samples: number;
  readonly medianUs: number;
  readonly p99Us: number;
}

/** `prove --json`: the field names are a contract. */
export interface ProveResult {
  readonly schema: 'tidegate.prove/1';
  readonly kernel: string;
  readonly cases: readonly ProvenCase[];
  /** Left out if one case was asked for. */
  readonly softCliff?: SoftCliff | { readonly skipped: string };
}
