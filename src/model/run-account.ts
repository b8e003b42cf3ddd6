import type { HostFacts } from './facts.js';
import type {
  Bounds,
  CheckId,
  CommandReport,
  Latency,
  MemoryUse,
  PhaseSpan,
  Prediction,
  RunPlan,
  Timeline,
  Trouble,
} from './run-result.js';
import type { LoadSpec } from './scenario.js';

/**
 * What a run stores besides its ledger. With both, a run can be judged when it ends or years later.
 * Plain data; all times are run time in milliseconds.
 */
export interface RunAccount extends RunTerms {
  readonly scenario: string;
  /** The checks that apply, as the scenario says; in any order. */
  readonly checks: readonly CheckId[];
  /** If all of these are skipped, a pass would mean nothing. */
  readonly witnesses: readonly CheckId[];
  /** ISO 8601. */
  readonly startedAt: string;
  /** Tidegate's version. */
  readonly tidegate: string;
  /** Ended by a signal. */
  readonly interrupted: boolean;
  /** Any other reason why it ended early or why the deployment could not be restored; null = none. */
  readonly trouble: Trouble | null;
  readonly commands: readonly CommandReport[];
  readonly prediction: Prediction | null;
  readonly facts: HostFacts;
  readonly plan: RunPlan;
  /** The phases that were played, in their order. */
  readonly phases: readonly PhaseSpan[];
  readonly timeline: Timeline;
  /** null = no short request was answered. */
  readonly latency: Latency | null;
  readonly memory: MemoryUse;
  /** Most connections open at once, as the load counted them. */
  readonly peakOpen: number;
  /** Parts of the deployment that were not tested; empty = none. */
  readonly untested: string;
}

/** What the checks judge by, besides the ledger. */
export interface RunTerms {
  /** What was planned. */
  readonly load: LoadSpec;
  /** The box that clients connect to: `frontend`, or `backend server a` if nothing is in front of it. */
  readonly entryBox: string;
  /** When the ramp was over. Requests that were due earlier say nothing about latency. */
  readonly heldFromMs: number;
  /** When the run began to end itself. Later ends are its own. */
  readonly endMs: number;
  /** How much longer than its own length a request may take. */
  readonly patienceMs: number;
  /** Stall of the tester itself, measured between ramp and end. */
  readonly lagMs: number;
  readonly budgets: Budgets;
  /** What was done to the deployment in the middle of the run, except a flip; null = nothing. */
  readonly disturbance: Disturbance | null;
  /** Terms that only a run with a flip has; null = it has none. */
  readonly maintenance: MaintenanceTerms | null;
}

/** Bounds that the user sets; null = the default of the check. */
export interface Budgets {
  /** For everything from the disturbance on, in milliseconds. */
  readonly maxP99Ms: number | null;
  readonly maxLatencyMs: number | null;
  /** How many established connections may be closed. */
  readonly maxCloses: number | null;
}

/** Something that is done to a deployment under load. The time before it is the baseline. */
export interface Disturbance {
  readonly beganMs: number;
  /** When it was undone, or was over; null = it never was. */
  readonly endedMs: number | null;
  readonly words: DisturbanceWords;
}

/** Its name in findings. */
export interface DisturbanceWords {
  /** Its beginning: `the flip`. */
  readonly beginning: string;
  /** Its end: `maintenance off`. */
  readonly end: string;
  /** The time in it: `drain`. */
  readonly during: string;
  /** The time after it: `return`. */
  readonly after: string;
}

export interface MaintenanceTerms {
  readonly bounds: Bounds;
  /** Whether the frontend reports its peers' state changes; otherwise `ledger.transitions` is empty. */
  readonly reportsTransitions: boolean;
  readonly promises: Promises;
  /** The text that health answers were searched for, or its beginning. */
  readonly page: string;
  /** Where each backend's health was asked. */
  readonly healthUrls: Readonly<Record<string, string>>;
}

/** What is known of the deployment before the run, so that breaking it is a fault. */
export interface Promises {
  /**
   * How many good checks bring a backend back is known; otherwise U is how long the run waited for
   * it.
   */
  readonly rise: boolean;
  /**
   * Established connections end with a waiting timeout; otherwise a missing W (waiting timeout) is
   * no fault.
   */
  readonly wait: boolean;
}
