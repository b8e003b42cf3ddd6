import type { ConnectionPlan, PlannedConnection } from '../../plan/connections.js';
import { partSize, type WorkerPart } from '../../plan/load-plan.js';
import type { Agenda, Sleeper } from './agenda.js';

/**
 * Most connects in one turn, and most in progress at once: a stalled ramp must not overflow the
 * accept queue.
 */
const BURST = 64;
const CONNECTING_LIMIT = 512;
const CATCH_UP_PAUSE_MS = 1;

export interface RampOptions {
  readonly plan: ConnectionPlan;
  readonly connections: number;
  readonly part: WorkerPart;
  readonly agenda: Agenda;
  /** Number of connects in progress. */
  readonly connecting: () => number;
  readonly open: (connection: PlannedConnection) => void;
}

/** Opens one worker's part of the planned connections, each at its time; after a stall it catches up. */
export class Ramp implements Sleeper {
  dueMs = Number.POSITIVE_INFINITY;
  readonly #options: RampOptions;
  #startMs = 0;
  #next: number;

  constructor(options: RampOptions) {
    this.#options = options;
    this.#next = options.part.worker;
  }

  /** Planned connections of this worker. */
  get size(): number {
    const { connections, part } = this.#options;
    return partSize(connections, part);
  }

  start(atMs: number): void {
    this.#startMs = atMs;
    this.#options.agenda.wake(this, atMs);
  }

  stop(): void {
    this.#next = Number.POSITIVE_INFINITY;
    this.dueMs = Number.POSITIVE_INFINITY;
  }

  due(nowMs: number): void {
    const { plan, connections, part, agenda, connecting, open } = this.#options;
    for (let burst = 0; this.#next < connections; burst++) {
      const connection = plan(this.#next);
      const atMs = this.#startMs + connection.openAtMs;
      const full = burst >= BURST || connecting() >= CONNECTING_LIMIT;
      if (atMs > nowMs || full) {
        agenda.wake(this, Math.max(atMs, nowMs + CATCH_UP_PAUSE_MS));
        return;
      }
      this.#next += part.workers;
      open(connection);
    }
  }
}
