import type { SentError } from '../lib/sent-error.js';
import type { PortRange } from '../model/hop.js';
import type { MapBlock } from '../model/nginx.js';
import type { Endpoint } from '../model/origin.js';
import type { ConnectTimes, ProveCase } from '../model/prove.js';
import type { Held, HoldOrder } from './config/hold-order.js';

/** The tasks of the process inside the namespace, with their input and result. */
export interface Tasks {
  /** Connections that the kernel granted. */
  readonly count: { readonly input: ProveCase; readonly result: number };
  readonly map: { readonly input: MapCase; readonly result: MapCount };
  readonly cliff: { readonly input: CliffCase; readonly result: CliffTimes };
  /** A configuration, held until it is full. */
  readonly hold: { readonly input: HoldOrder; readonly result: Held };
}

export type TaskName = keyof Tasks;

/** A proxy that chooses its source address by a map of the client's port. */
export interface MapCase {
  readonly map: MapBlock;
  readonly destinations: readonly Endpoint[];
  readonly portRange: PortRange;
  readonly reserved: string;
}

export interface MapCount {
  /** Connections from each source when every source that is ever chosen was full. */
  readonly perSource: Readonly<Record<string, number>>;
  /** Connections from all of them when the first was full. */
  readonly firstFailure: number;
}

export interface CliffCase {
  readonly portRange: PortRange;
  /** Where the cliff is expected, in connections. */
  readonly at: number;
  /** Connects to time on either side of it. */
  readonly samples: number;
}

export interface CliffTimes {
  /** Connections before the kernel first used a port of the other parity; null = it never did. */
  readonly at: number | null;
  readonly before: ConnectTimes;
  readonly after: ConnectTimes;
}

export interface Order<Name extends TaskName = TaskName> {
  readonly task: Name;
  readonly input: Tasks[Name]['input'];
}

/** State of the namespace, once it is prepared. */
export interface Readiness {
  /** Connections to one destination that may wait unaccepted. */
  readonly acceptQueue: number;
}

/** The first answer, a `Readiness`, comes without an order; then one for each order. */
export type Answer =
  | { readonly type: 'done'; readonly result: unknown }
  | ({ readonly type: 'failed' } & SentError);
