import type { Origin } from '../../model/origin.js';
import type { Promises } from '../../model/run-account.js';
import type { Guarantees } from '../guarantees.js';
import type { Recorder } from '../recorder.js';
import type { Waiter } from '../wait.js';
import type { Flip } from './flip.js';

/** What is known about a target whose backend can be taken out. */
export interface MaintenanceGround {
  readonly backends: readonly DeployedBackend[];
  /** The backend that is taken out. */
  readonly drained: DeployedBackend;
  readonly flip: Flip;
  /** How the frontend detects maintenance, and how long it waits for established connections. */
  readonly health: HealthTiming;
  /** Text of the maintenance page. */
  readonly page: string;
  /** Whether the page's content is known; if not, an error status means maintenance as well. */
  readonly pageTold: boolean;
  /** Whether the frontend reports its peers' states. */
  readonly reportsTransitions: boolean;
  /** The promises of the deployment that are known. Only the breach of a known promise is a failure. */
  readonly promises: Promises;
  /** Tells backend servers of the flip (only a faulty one reacts). */
  announce(on: boolean): void;
}

export interface DeployedBackend {
  readonly name: string;
  /** The backend proxy: the frontend connects to it, and the health probes too. */
  readonly origin: Origin;
  /** Health URI on it, after the origin's base path. */
  readonly healthPath: string;
  /** Header fields of a request to it, each ended by CRLF. */
  readonly healthFields: string;
  /** Whether its health answer has a body while it serves. */
  readonly healthTalks: boolean;
  /** The file whose existence means maintenance; null = it is not on this host or not ours. */
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

/** A recorder that keeps more rows during a disturbance. */
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

/**
 * Takes a backend out and brings it back. Once switching on has begun, switching off is guaranteed,
 * and happens once.
 */
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

  /** Off is also done if on failed half way, but only a flip that was on gets an end time. */
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
