import type { Range } from '../model/scenario.js';
import type { PlannedBind, PlannedConnection } from '../plan/connections.js';
import type { LoadPlan, WorkerPart } from '../plan/load-plan.js';
import type { Agenda, Sleeper } from './agenda.js';

/** Short enough that a close meets a request half way, long enough not to be a load of its own. */
const RACE_PAUSE_MS: Range = [0, 60];

export interface WatchOptions {
  readonly plan: LoadPlan;
  readonly part: WorkerPart;
  readonly agenda: Agenda;
  /** An index that no other connection of the run has. */
  readonly nextIndex: () => number;
  readonly open: (connection: PlannedConnection) => void;
}

/**
 * One worker's part of what is opened beside the load: racers at once, and new clients at an even
 * pace, until it is stopped.
 */
export class Watch implements Sleeper {
  dueMs = Number.POSITIVE_INFINITY;
  readonly #options: WatchOptions;
  #nextMs = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(nowMs: number): void {
    const { plan, part, agenda } = this.#options;
    const { racers, visitsPerSecond } = plan.watch;
    for (let racer = part.worker; racer < racers; racer += part.workers) {
      this.#open({ kind: 'race', pauseMs: RACE_PAUSE_MS });
    }
    if (visitsPerSecond === 0) return;
    // Each worker begins at a time of its own, so that the fleet's visits are evenly spaced.
    this.#nextMs = nowMs + (1000 / visitsPerSecond) * (part.worker + 1);
    agenda.wake(this, this.#nextMs);
  }

  stop(): void {
    this.dueMs = Number.POSITIVE_INFINITY;
  }

  /** Visits that a stall has kept back are left out: they would arrive as a burst. */
  due(nowMs: number): void {
    const { plan, part, agenda } = this.#options;
    const everyMs = (1000 / plan.watch.visitsPerSecond) * part.workers;
    while (this.#nextMs <= nowMs) this.#nextMs += everyMs;
    this.#open({ kind: 'visit' });
    agenda.wake(this, this.#nextMs);
  }

  #open(session: PlannedConnection['session']): void {
    const { nextIndex, open, plan } = this.#options;
    open({ index: nextIndex(), session, openAtMs: 0, bind: kernelsPort(plan) });
  }
}

/** The kernel's choice of port, from an address of the load's own where it has some. */
function kernelsPort({ load }: LoadPlan): PlannedBind {
  const address = load.sources?.split('-')[0]?.trim();
  return address === undefined ? { mode: 'late' } : { mode: 'late', address };
}
