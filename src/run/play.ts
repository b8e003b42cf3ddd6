import type { Fleet } from '../load/fleet.js';
import type { Endpoint } from '../model/origin.js';
import type { Scenario } from '../model/scenario.js';
import type { Loop } from '../net/loop.js';
import type { Guarantees } from './guarantees.js';
import type { Harvest } from './harvest.js';
import type { Recorder } from './recorder.js';
import type { Target } from './targets/target.js';
import type { Waiter } from './wait.js';
import type { MemorySample } from './watch/memory.js';

/** What the phases of one run work with. */
export interface Play {
  /** With the addresses that it runs on. */
  readonly scenario: Scenario;
  readonly target: Target;
  readonly fleet: Fleet;
  /** For the tester's own probes. */
  readonly loop: Loop;
  readonly recorder: Recorder;
  readonly waiter: Waiter;
  readonly watches: RunWatches;
  readonly guarantees: Guarantees;
  readonly harvest: Harvest;
  readonly looks: HostLooks;
}

/** The watches that run beside the load, by name. */
export interface RunWatches {
  /** The load is established: starts the watches that the score needs. */
  start(run: Play): Promise<void>;
  /** Makes one more look now, if this watch runs. */
  look(name: string): void;
  stop(name: string): Promise<void>;
  stopAll(): Promise<void>;
}

/** What a run asks of this host. */
export interface HostLooks {
  /** The kernel's count of established connections to an endpoint; null = the kernel cannot be asked. */
  established(to: Endpoint): Promise<number | null>;
  /** @param groups process ids by the name they are reported under */
  memory(groups: ReadonlyMap<string, readonly number[]>): Promise<MemorySample>;
}
