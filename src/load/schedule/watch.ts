import type { Range } from '../../model/scenario.js';
import {
  type PlannedBind,
  type PlannedConnection,
  planSpareBinds,
} from '../../plan/connections.js';
import type { LoadPlan, WorkerPart } from '../../plan/load-plan.js';
import type { Agenda, Sleeper } from './agenda.js';

/** Short enough that a close hits a request in flight, long enough not to be a load of its own. */
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
 * One worker's part of the additional connections: races at once, and new clients at an even pace,
 * until it is stopped.
 */
export class Watch implements Sleeper {
  dueMs = Number.POSITIVE_INFINITY;
  readonly #options: WatchOptions;
  readonly #bind: (n: number) => PlannedBind;
  #opened = 0;
  #nextMs = 0;

  constructor(options: WatchOptions) {
    const { load, ports } = options.plan;
    this.#options = options;
    this.#bind = planSpareBinds(load, ports);
  }

  start(nowMs: number): void {
    const { plan, part, agenda } = this.#options;
    const { racers, visitsPerSecond } = plan.watch;
    for (let racer = part.worker; racer < racers; racer += part.workers) {
      this.#open({ kind: 'race', pauseMs: RACE_PAUSE_MS });
    }
    if (visitsPerSecond === 0) return;
    // Each worker begins at a different time, so that the visits of all workers are evenly spaced.
    this.#nextMs = nowMs + (1000 / visitsPerSecond) * (part.worker + 1);
    agenda.wake(this, this.#nextMs);
  }

  stop(): void {
    this.dueMs = Number.POSITIVE_INFINITY;
  }

  /** Visits that a stall delayed are left out; they would arrive as a burst. */
  due(nowMs: number): void {
    const { plan, part, agenda } = this.#options;
    const everyMs = (1000 / plan.watch.visitsPerSecond) * part.workers;
    while (this.#nextMs <= nowMs) this.#nextMs += everyMs;
    this.#open({ kind: 'visit' });
    agenda.wake(this, this.#nextMs);
  }

  #open(session: PlannedConnection['session']): void {
    const { nextIndex, open, part } = this.#options;
    const bind = this.#bind(part.worker + part.workers * this.#opened++);
    open({ index: nextIndex(), session, openAtMs: 0, bind });
  }
}
