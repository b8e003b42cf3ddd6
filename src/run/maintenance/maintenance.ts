import type { Origin } from '../../model/origin.js';
import type { Promises } from '../../model/run-account.js';
import type { Guarantees } from '../guarantees.js';
import type { Recorder } from '../recorder.js';
import type { Waiter } from '../wait.js';
import type { Flip } from './flip.js';

/** What is known of a target whose backend can be taken out. */
export interface MaintenanceGround {
  readonly backends: readonly DeployedBackend[];
  /** The one that is taken out. */
  readonly drained: DeployedBackend;
  readonly flip: Flip;
  /** How the frontend finds out, and how long it waits for what is established. */
  readonly health: HealthTiming;
  /** Text of the maintenance page. */
  readonly page: string;
  /** Whether it is known what the page holds; else an error status means maintenance as well. */
  readonly pageTold: boolean;
  /** Whether the frontend tells the states of its peers. */
  readonly reportsTransitions: boolean;
  /** What is known of it, so that its breach is a fault. */
  readonly promises: Promises;
  /** Tells backend servers of the flip (only a faulty one listens). */
  announce(on: boolean): void;
}

export interface DeployedBackend {
  readonly name: string;
  /** The backend proxy: where the frontend connects and health is asked. */
  readonly origin: Origin;
  /** Health URI on it, after the origin's base path. */
  readonly healthPath: string;
  /** Header fields of a request to it, each ended by CRLF. */
  readonly healthFields: string;
  /** Whether its health answer has a body while it serves. */
  readonly healthTalks: boolean;
  /** The file whose existence means maintenance; null when it is not on this host or not ours. */
  readonly maintenanceFile: string | null;
}

export interface HealthTiming {
  readonly intervalMs: number;
  readonly jitterMs: number;
  readonly fails: number;
  readonly passes: number;
  /** W; null = established connections are never ended. */
  readonly waitMs: number | null;
}

/** When maintenance was switched, in run time; null = it was not. */
interface FlipTimes {
  onBeganMs: number | null;
  /** Tf. */
  onMs: number | null;
  offBeganMs: number | null;
  offMs: number | null;
}

/** Whoever keeps more rows of a time in which something is done to the deployment. */
interface Witness {
  mark(disturbed: boolean): void;
}

/** What switching needs of a run. */
interface Switching {
  readonly fleet: Witness;
  readonly target: Witness;
  readonly recorder: Recorder;
  readonly waiter: Waiter;
  readonly guarantees: Guarantees;
}

/** The backend that a run takes out and brings back. Once on has begun, off is done, once. */
export class Maintenance {
  readonly times: FlipTimes = { onBeganMs: null, onMs: null, offBeganMs: null, offMs: null };
  readonly ground: MaintenanceGround;
  #off: () => Promise<void> = async () => undefined;

  constructor(ground: MaintenanceGround) {
    this.ground = ground;
  }

  get drained(): DeployedBackend {
    return this.ground.drained;
  }

  /** @throws TidegateError FLIP_FAILED, FLIP_TIMED_OUT, and what ends a wait early */
  async switchOn({ recorder, waiter, guarantees, fleet, target }: Switching): Promise<void> {
    const { flip, announce } = this.ground;
    this.#off = guarantees.add(() => this.#switchOff(recorder));
    for (const witness of [fleet, target]) witness.mark(true);
    this.times.onBeganMs = recorder.now();
    this.times.onMs = (await waiter.until(flip.on())) - recorder.originMs;
    announce(true);
  }

  /** @throws TidegateError FLIP_FAILED, FLIP_TIMED_OUT */
  switchOff(): Promise<void> {
    return this.#off();
  }

  /** Off is done also where on failed half way; only a flip that was on has a time of its end. */
  async #switchOff(recorder: Recorder): Promise<void> {
    const { flip, announce } = this.ground;
    const wasOn = this.times.onMs !== null;
    recorder.stage = 'flip off';
    this.times.offBeganMs = wasOn ? recorder.now() : null;
    const offMs = (await flip.off()) - recorder.originMs;
    this.times.offMs = wasOn ? offMs : null;
    announce(false);
  }
}
