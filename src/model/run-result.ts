import type { HostFacts } from './facts.js';
import type { Flip } from './ledger.js';
import type { SessionKind } from './scenario.js';

export type Verdict = 'pass' | 'fail' | 'invalid';

export type CheckId =
  | 'all-established'
  | 'held-alive'
  | 'flip-visible'
  | 'status-and-body'
  | 'last-new-request'
  | 'complete-response'
  | 'as-before'
  | 'latency'
  | 'in-flight-finishes'
  | 'at-most-once'
  | 'idle-close'
  | 'reset-audit'
  | 'upload'
  | 'stream'
  | 'tunnel'
  | 'all-gone'
  | 'no-flap'
  | 'return'
  | 'tester-healthy';

/** One check's finding. */
export interface CheckResult {
  readonly id: CheckId;
  readonly status: 'pass' | 'fail' | 'warn' | 'skip';
  /** What had to hold, with its bound in figures. */
  readonly expected: string;
  /** What was seen, in figures; for a skip, why. */
  readonly actual: string;
  /**
   * The box that is to blame: `frontend`, `backend proxy a`, `backend server a`, `tester`. If no
   * evidence names one, what is known instead. Empty unless the check failed.
   */
  readonly blame: string;
  /** A few of the requests or connections concerned, enough to find them in the ledger. */
  readonly samples: readonly string[];
}

/**
 * The fate of a connection, exactly one of these.
 * - `completed`: open until the run ended it in order, all its work whole.
 * - `closed-idle`, `closed-announced`: ended by the peer between requests.
 * - `drained`: ended by the peer, in order, when the waiting timeout passed.
 * - `cut`: ended inside a response before its time. `reset`: RST.
 * - `timed-out`: given up, because a request had no whole answer in its time.
 * - `never-opened`.
 */
export type Fate =
  | 'completed'
  | 'closed-idle'
  | 'closed-announced'
  | 'drained'
  | 'cut'
  | 'reset'
  | 'timed-out'
  | 'never-opened';

/** Bounds of the run in milliseconds; docs/draining.md defines the letters. */
export interface Bounds {
  /** V: how late the flip may become visible. */
  readonly visibleMs: number;
  /** D: from the flip until no new request may begin at the drained backend. */
  readonly detectMs: number;
  /** W: the waiting timeout for established connections; null = there is none. */
  readonly waitMs: number | null;
  /** C: the closing handshake. */
  readonly closeMs: number;
  /** U: from maintenance off until the backend serves again. */
  readonly returnMs: number;
  /** Stall of the tester itself, measured, included in the bounds above. */
  readonly lagMs: number;
}

export interface PhaseSpan {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** An error that a run met, in the words in which it was printed. */
export interface Trouble {
  /** A code of docs/errors.md. */
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Last lines of a process that failed, or of the stack of a fault. */
  readonly said: readonly string[];
}

/** A command of the user's own that has ended. */
export interface CommandReport {
  /** The option that gives it: `--maintenance-on`. */
  readonly option: string;
  /** `exit code 7`, `SIGKILL`, or why it never started; null = exit code 0. */
  readonly fault: string | null;
  /** It did not end within its limit, and was ended with its children. */
  readonly timedOut: boolean;
  readonly durationMs: number;
  /** Last lines of its error output, or of its output if there are none. */
  readonly said: readonly string[];
}

/** A stored run. Every report is made from this and nothing else. */
export interface RunResult {
  readonly schema: 'tidegate.run/1';
  readonly scenario: string;
  readonly verdict: Verdict;
  /** Why it is invalid; otherwise empty. */
  readonly why: string;
  /** Ended by a signal, such as Ctrl-C; the result has what had been seen by then. */
  readonly interrupted: boolean;
  /**
   * Anything else that kept the run from its end, or the deployment from its way back; null =
   * nothing.
   */
  readonly trouble: Trouble | null;
  /** The user's own commands that were run, in their order. */
  readonly commands: readonly CommandReport[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly tidegate: string;
  readonly prediction: Prediction | null;
  readonly facts: HostFacts;
  readonly plan: RunPlan;
  /** The names of the phases that were played, in their order; older results have none. */
  readonly score?: readonly string[];
  /** null = a run without a flip. */
  readonly bounds: Bounds | null;
  /** null = a run without a flip. */
  readonly flip: Flip | null;
  /** Tm; null = the frontend never reported it, or there was no flip. */
  readonly markedDownMs: number | null;
  readonly connections: ConnectionCounts;
  readonly fates: Readonly<Record<Fate, number>>;
  /** Fates again, by session kind. */
  readonly fatesByKind: Readonly<Partial<Record<SessionKind, Partial<Record<Fate, number>>>>>;
  readonly checks: readonly CheckResult[];
  readonly phases: readonly PhaseSpan[];
  readonly timeline: Timeline;
  readonly latency: Latency | null;
  /** The same for each part of the run: before the disturbance, during it, after it. */
  readonly latencyByPhase: readonly PhaseLatency[];
  /**
   * Established connections that the other side closed, from the disturbance on; without one,
   * during the whole run.
   */
  readonly closes: Closes;
  /** What of the deployment this run did not exercise, in a few words; empty = nothing. */
  readonly untested: string;
  readonly memory: MemoryUse;
}

/** The calculator's end-to-end figure for this topology. */
export interface Prediction {
  readonly max: number | null;
  readonly binding: { readonly hop: string | null; readonly limit: string } | null;
}

/** Milliseconds from when a short request was due to its last byte, or until it was given up. */
export interface PhaseLatency {
  /** `baseline`, and then the words of the disturbance: `drain` and `return` for a flip; `hold` without one. */
  readonly phase: string;
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Closes {
  /** Connections that stood when the disturbance began, or at the ramp's end, without tunnels. */
  readonly established: number;
  /** How many of them the other side closed before the run ended. */
  readonly closed: number;
  readonly byRst: number;
  /** How many had been announced by their last response. */
  readonly announced: number;
  /** When the first and the last were closed, after that; null = none was. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Most in any 100 ms. */
  readonly worst100Ms: number;
  /** The keep-alive race that was measured; null = no connection was closed with a request near. */
  readonly race: RaceWidth | null;
}

/** How close to its connection's close a request was still answered, and how close it was lost. */
export interface RaceWidth {
  /** Requests that crossed the close and were lost. */
  readonly lost: number;
  /** The longest time before the close at which one of them was sent; null = none was lost. */
  readonly widestLostMs: number | null;
  /** The shortest time before the close at which an answered one was sent; null = none was. */
  readonly nearestAnsweredMs: number | null;
}

export interface RunPlan {
  readonly connections: number;
  readonly rampMs: number;
  readonly workers: number;
  readonly engine: string;
  readonly bind: string;
  readonly sources: readonly string[];
  readonly entry: string;
  /** Where the boxes came from: `bundled`, `nginx`, `foreign`. */
  readonly boxes: Readonly<Record<string, string>>;
  readonly mix: Readonly<Partial<Record<SessionKind, number>>>;
  /** What was changed or left out for this deployment, in words. */
  readonly notes: readonly string[];
}

export interface ConnectionCounts {
  readonly planned: number;
  readonly established: number;
  /** Most open at once, as the load counted them. */
  readonly peak: number;
  /** Most that the kernel itself counted as established to the entry; null if it cannot be asked. */
  readonly kernelPeak: number | null;
  readonly failed: Readonly<Record<string, number>>;
  /** Connections opened again after the peer had ended them in order. */
  readonly reconnected: number;
}

/** Columns of equal length, one row a sample. */
export interface Timeline {
  readonly atMs: readonly number[];
  readonly open: readonly number[];
  readonly inFlight: readonly number[];
  readonly requests: readonly number[];
  readonly lagMs: readonly number[];
}

/** Milliseconds from when a periodic request was due to its last byte. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** The whole HdrHistogram, compressed and base64. */
  readonly histogram: string;
}

/** Bytes for each connection: growth from before the ramp to the hold; null if it cannot be read. */
export interface MemoryUse {
  readonly perConnection: Readonly<Record<string, number>>;
  readonly kernelPerConnection: number | null;
}
