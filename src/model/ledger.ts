import type { SessionKind } from './scenario.js';

/**
 * The ground truth of a run: what the client's sockets saw, what the backend servers saw, and
 * when maintenance was flipped. All times are milliseconds since the run's start, on a clock
 * that all processes share. `null` = it never happened.
 */
export interface Ledger {
  /** null = a run without a flip. */
  readonly flip: Flip | null;
  /** State changes of upstream peers as the frontend itself reported them; empty when it does not. */
  readonly transitions: readonly Transition[];
  /** In the order of their index. */
  readonly connections: Rows<ClientConnection>;
  /** In the order in which they were sent. */
  readonly requests: Rows<ClientRequest>;
  /** Exact counts of both if not every one has a row; null = every one has. */
  readonly thinned: Thinned | null;
  /** null = they are not ours, so there are no ledgers. */
  readonly servers: readonly ServerLedger[] | null;
  readonly probes: readonly HealthProbe[];
  readonly kernel: readonly KernelCount[];
  /**
   * The drained backend's sockets through the whole run; null = this kernel has none of them, or
   * does not report them.
   */
  readonly sockets: SocketWatch | null;
  /** Each backend's own answer, asked directly before the ramp. */
  readonly references: readonly ReferenceAnswer[];
  readonly tester: readonly TesterSample[];
  /** Rounds in which every established connection was asked for an answer; empty = there were none. */
  readonly pulses: readonly PulseSpan[];
}

/**
 * A table of records, read row by row. An array is one. The table of a large run keeps columns and
 * makes each row when it is read, so code that keeps many rows keeps many objects.
 */
export interface Rows<T> extends Iterable<T> {
  readonly length: number;
  /** The row at this place, from 0; undefined = there is none. */
  at(row: number): T | undefined;
  find(keep: (row: T) => boolean): T | undefined;
  some(keep: (row: T) => boolean): boolean;
  every(keep: (row: T) => boolean): boolean;
  /** An array of objects, for rare rows such as failures. */
  filter(keep: (row: T) => boolean): T[];
}

/**
 * A run that is too large for a row each: there are rows for what went wrong and for a sample of
 * the rest, each with a `weight` that says how many it stands for. The counts are exact.
 */
export interface Thinned {
  /** Every load worker has delivered all of its counts. */
  readonly complete: boolean;
  /** Every request that went wrong has a row, so a request without a row was answered right. */
  readonly everyFault: boolean;
  readonly connections: readonly ConnectionTally[];
  readonly requests: readonly RequestTally[];
}

/** How many connections were equal in all these fields. */
export interface ConnectionTally extends Pick<ClientConnection, 'kind' | 'end' | 'announcedClose'> {
  /** Whether it belongs to the planned load; not a reconnect, and not opened beside the load. */
  readonly planned: boolean;
  readonly opened: boolean;
  readonly count: number;
}

/** How many requests were equal in all these fields. */
export interface RequestTally
  extends Pick<ClientRequest, 'kind' | 'method' | 'outcome' | 'status' | 'backend'> {
  readonly count: number;
}

export interface Flip {
  /** Name of the drained backend, as in X-Tidegate-Backend. */
  readonly backend: string;
  /** Tf: when the maintenance file was in place. */
  readonly onMs: number | null;
  /** When maintenance was off again. */
  readonly offMs: number | null;
  /**
   * When each switch was begun: a command takes some time, and may take effect at any moment of it.
   * Left out = the switch was instantaneous.
   */
  readonly onBeganMs?: number;
  readonly offBeganMs?: number;
}

export interface Transition {
  readonly atMs: number;
  /** Name of the backend. */
  readonly backend: string;
  readonly state: 'up' | 'down';
}

/** One client connection, however it ended. */
export interface ClientConnection {
  readonly index: number;
  readonly kind: SessionKind;
  /** `address:port`, as the kernel reported it; empty if the connect failed too early. */
  readonly local: string;
  readonly remote: string;
  readonly startedMs: number;
  readonly openMs: number | null;
  readonly closedMs: number | null;
  readonly end: ConnectionEnd;
  /** The peer's FIN arrived at this time (before we closed). */
  readonly peerFinMs: number | null;
  /** The last response carried `Connection: close`. */
  readonly announcedClose: boolean;
  /** For tunnels: bytes sent that were never echoed, and when the last of them was sent. */
  readonly unansweredBytes: number;
  readonly lastSentMs: number | null;
  /** How many connections the row stands for; left out = only itself. */
  readonly weight?: number;
}

/**
 * How a connection ended, as the client saw it.
 * - `held`: open until the run ended it in order.
 * - `peer-fin`: the peer ended it first, with FIN. `rst`: with RST.
 * - `given-up`: the client ended it, because it received bytes that are no answer, or before it
 *   opened.
 * - `timeout`: no answer to connect, or, once open, no whole answer within a request's patience.
 * - the rest: it never opened.
 */
export type ConnectionEnd =
  | 'held'
  | 'peer-fin'
  | 'rst'
  | 'given-up'
  | 'refused'
  | 'timeout'
  | 'no-port'
  | 'no-descriptor'
  | 'unreachable';

/** One request (or tunnel) as the client saw it. */
export interface ClientRequest {
  /** Unique in the run; travels as X-Tidegate-Id. */
  readonly id: string;
  readonly connection: number;
  readonly kind: SessionKind;
  readonly method: 'GET' | 'POST';
  /** How long the request itself asks to last: a paced response or upload; 0 = no pacing. */
  readonly lastsMs: number;
  /** When it was due, and when its head was sent. Latency counts from `scheduledMs`. */
  readonly scheduledMs: number;
  readonly sentMs: number;
  /** Response head complete. */
  readonly headMs: number | null;
  /** When the response was complete, or when the event came that prevented it. */
  readonly endMs: number | null;
  readonly status: number | null;
  /** X-Tidegate-Backend of the response. */
  readonly backend: string | null;
  readonly outcome: RequestOutcome;
  /** How the end of the body is marked; null = no head arrived. */
  readonly framing: 'none' | 'length' | 'chunked' | 'until-close' | null;
  readonly bodyBytes: number;
  /**
   * CRC-32 of the body and of a redirect's target; null = the bytes were verified one by one, or
   * the answer is incomplete.
   */
  readonly digest: number | null;
  /** Largest silence inside the response body. */
  readonly maxGapMs: number;
  /** How many requests the row stands for; left out = only itself. */
  readonly weight?: number;
}

/**
 * - `complete`: head, whole body, right content.
 * - `cut`: FIN before the end. `reset`: RST before the end. `corrupt`: wrong bytes or framing.
 * - `unanswered`: the connection ended with FIN before any byte of the response (it crossed).
 * - `timeout`: no whole answer within its own length and the run's patience; we ended it then.
 * - `open`: the run ended first (a tunnel that was held, a response still under way).
 */
export type RequestOutcome =
  | 'complete'
  | 'cut'
  | 'reset'
  | 'corrupt'
  | 'unanswered'
  | 'timeout'
  | 'open';

export interface ServerLedger {
  readonly backend: string;
  readonly requests: Rows<ServerRequest>;
  readonly sockets: Rows<ServerSocket>;
  /** Exact counts of the requests if not every one has a row; null = every one has. */
  readonly thinned: ThinnedArrivals | null;
}

/** Like `Thinned`, for what arrived at a backend server. */
export interface ThinnedArrivals {
  readonly arrivals: readonly ArrivalTally[];
  /** Every request whose hash (lib/thinning) is below this has a row. */
  readonly below: number;
}

/** How many requests at a backend server were equal in all these fields. */
export interface ArrivalTally extends Pick<ServerRequest, 'method' | 'health' | 'outcome'> {
  readonly count: number;
}

export interface ServerRequest {
  /** X-Tidegate-Id, or empty for requests that carry none (health checks). */
  readonly id: string;
  readonly socket: number;
  readonly method: string;
  readonly path: string;
  readonly health: boolean;
  readonly beganMs: number;
  readonly endMs: number | null;
  readonly outcome: 'complete' | 'cut' | 'open';
  /** How many requests the row stands for; left out = only itself. */
  readonly weight?: number;
}

export interface ServerSocket {
  readonly id: number;
  readonly remote: string;
  readonly acceptedMs: number;
  readonly closedMs: number | null;
  /** Which side ended it first, and how; `open` = still open when the ledger was read. */
  readonly end: 'peer-fin' | 'peer-rst' | 'self-fin' | 'self-rst' | 'open';
  /** Whether a request other than a health check arrived on it. */
  readonly carriedLoad: boolean;
  /** How many sockets the row stands for; left out = only itself. */
  readonly weight?: number;
}

/**
 * One probe of a backend proxy's health URI, sent by the tester itself directly and not through the
 * frontend.
 */
export interface HealthProbe {
  readonly atMs: number;
  readonly backend: string;
  readonly status: number | null;
  readonly verdict: 'serving' | 'maintenance' | 'other' | 'unreachable';
  /** The body's first bytes, in one line. */
  readonly seen: string;
}

/** What the kernel reported of the sockets to one endpoint, look after look, up to the drain's end. */
export interface SocketWatch {
  /** Times of the looks, ascending. */
  readonly looksMs: readonly number[];
  readonly sockets: readonly WatchedSocket[];
}

export interface WatchedSocket {
  /** The connecting end, `address:port`. */
  readonly client: string;
  /** The first and the last look that found it established. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** When data last moved on it, in either direction. */
  readonly lastDataMs: number;
}

/** The parts of a complete answer that are compared with another. */
export interface ReferenceAnswer {
  readonly backend: string;
  readonly status: number;
  readonly framing: NonNullable<ClientRequest['framing']>;
  readonly bodyBytes: number;
  readonly digest: number;
}

/** The kernel's own count of established connections to one endpoint. */
export interface KernelCount {
  readonly atMs: number;
  /** `frontend`, or a backend's name. */
  readonly to: string;
  readonly established: number;
}

/**
 * One round in which all connections were asked for an answer. Each question is also a request in
 * the ledger.
 */
export interface PulseSpan {
  readonly atMs: number;
  /** When the last answer had arrived or was given up. */
  readonly endMs: number;
  /** Connections that were established, and were asked. */
  readonly asked: number;
  /** Those that answered in time. */
  readonly answered: number;
}

/** How the tester itself fared. */
export interface TesterSample {
  readonly atMs: number;
  /** `load-0`, `conductor`. */
  readonly process: string;
  /** Largest event-loop lag since the sample before. */
  readonly lagMs: number;
  /** Share of one core used since the sample before, 0..1. */
  readonly cpu: number;
}
