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
  /** What was counted of them where not every one has a row; null = every one has. */
  readonly thinned: Thinned | null;
  /** null = not ours, no ledger to be had. */
  readonly servers: readonly ServerLedger[] | null;
  readonly probes: readonly HealthProbe[];
  readonly kernel: readonly KernelCount[];
  /** The drained backend's sockets all through the run; null = this kernel has none, or tells nothing of them. */
  readonly sockets: SocketWatch | null;
  /** What each backend answers by itself, asked past the frontend before the ramp. */
  readonly references: readonly ReferenceAnswer[];
  readonly tester: readonly TesterSample[];
  /** Rounds in which every connection that stood was asked for an answer; empty where none was. */
  readonly pulses: readonly PulseSpan[];
}

/**
 * A table of records, read row by row. An array is one; a table of a large run keeps columns, and
 * makes each row as it is read, so that whoever keeps many rows keeps many objects.
 */
export interface Rows<T> extends Iterable<T> {
  readonly length: number;
  /** The row at this place, from 0; undefined = there is none. */
  at(row: number): T | undefined;
  find(keep: (row: T) => boolean): T | undefined;
  some(keep: (row: T) => boolean): boolean;
  every(keep: (row: T) => boolean): boolean;
  /** An array of objects: for what is rare, as what went wrong is. */
  filter(keep: (row: T) => boolean): T[];
}

/**
 * A run too large for a row each: rows are those of what went wrong and of a sample of the rest,
 * each of which says by its `weight` for how many it stands. The counts are exact.
 */
export interface Thinned {
  readonly connections: readonly ConnectionTally[];
  readonly requests: readonly RequestTally[];
}

/** How many connections were alike in all of this. */
export interface ConnectionTally extends Pick<ClientConnection, 'kind' | 'end' | 'announcedClose'> {
  /** Of the load as it was planned: not opened again, nor beside it. */
  readonly planned: boolean;
  readonly opened: boolean;
  readonly count: number;
}

/** How many requests were alike in all of this. */
export interface RequestTally
  extends Pick<ClientRequest, 'kind' | 'method' | 'outcome' | 'status' | 'backend'> {
  readonly count: number;
}

export interface Flip {
  /** Name of the drained backend, as in X-Tidegate-Backend. */
  readonly backend: string;
  /** Tf: the maintenance file stood in place. */
  readonly onMs: number | null;
  /** Maintenance was off again. */
  readonly offMs: number | null;
  /**
   * When each was begun: a command of the user's own takes its time, and the file may come or go
   * at any moment of it. Left out = at once.
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

/** One client connection, whatever became of it. */
export interface ClientConnection {
  readonly index: number;
  readonly kind: SessionKind;
  /** `address:port`, as the kernel had it; empty when the connect never got that far. */
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
  /** For how many connections it stands; left out = itself alone, 0 = others stand for it. */
  readonly weight?: number;
}

/**
 * How a connection ended, from the client's side.
 * - `held`: open until the run ended it in order.
 * - `peer-fin`: the peer ended it first, with FIN. `rst`: with RST.
 * - `given-up`: we ended it, because what came was no answer, or before it opened.
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
  /** How long the request itself asks to last: a paced response or upload; 0 = as fast as can be. */
  readonly lastsMs: number;
  /** When it was due, when its head was sent: latency counts from `scheduledMs`. */
  readonly scheduledMs: number;
  readonly sentMs: number;
  /** Response head complete. */
  readonly headMs: number | null;
  /** Response complete, or the end that kept it from being so. */
  readonly endMs: number | null;
  readonly status: number | null;
  /** X-Tidegate-Backend of the response. */
  readonly backend: string | null;
  readonly outcome: RequestOutcome;
  /** How the end of the body was told; null = no head came. */
  readonly framing: 'none' | 'length' | 'chunked' | 'until-close' | null;
  readonly bodyBytes: number;
  /**
   * CRC-32 of the body and of where it redirects to; null = its bytes were verified one by one, or
   * it did not come whole.
   */
  readonly digest: number | null;
  /** Largest silence inside the response body. */
  readonly maxGapMs: number;
  /** For how many requests it stands; left out = itself alone, 0 = others stand for it. */
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
  /** What was counted of the requests where not every one has a row; null = every one has. */
  readonly thinned: ThinnedArrivals | null;
}

/** As `Thinned`, of what arrived at a backend server. */
export interface ThinnedArrivals {
  readonly arrivals: readonly ArrivalTally[];
  /** A request whose hash (lib/thinning) is below this has its row for certain. */
  readonly below: number;
}

/** How many requests at a backend server were alike in all of this. */
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
  /** For how many requests it stands; left out = itself alone, 0 = others stand for it. */
  readonly weight?: number;
}

export interface ServerSocket {
  readonly id: number;
  readonly remote: string;
  readonly acceptedMs: number;
  readonly closedMs: number | null;
  /** Who ended it first and with what; `open` = still there when the ledger was read. */
  readonly end: 'peer-fin' | 'peer-rst' | 'self-fin' | 'self-rst' | 'open';
  /** A request came on it that was no health check. */
  readonly carriedLoad: boolean;
  /** For how many sockets it stands; left out = itself alone. */
  readonly weight?: number;
}

/** One look at a backend proxy's health URI, by the tester itself, past the frontend. */
export interface HealthProbe {
  readonly atMs: number;
  readonly backend: string;
  readonly status: number | null;
  readonly verdict: 'serving' | 'maintenance' | 'other' | 'unreachable';
  /** The body's first bytes, in one line. */
  readonly seen: string;
}

/** What the kernel said of the sockets to one endpoint, look after look, up to the drain's end. */
export interface SocketWatch {
  /** When it was asked; ascending. */
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

/** A whole answer, as far as two answers are compared. */
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

/** One round of questions over all connections; each is a request of its own in the ledger, too. */
export interface PulseSpan {
  readonly atMs: number;
  /** The last answer was there, or was given up. */
  readonly endMs: number;
  /** Connections that stood, and were asked. */
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
