import { monotonicMs } from '../../lib/clock.js';
import type { HealthCheck } from '../../model/nginx.js';
import type { Endpoint } from '../../model/origin.js';
import type { PeerState } from '../messages.js';
import { PeerHealth } from './peer-health.js';

/** A check in progress. */
export interface RunningProbe {
  /** Stops without a verdict. */
  cancel(): void;
}

/** Begins a check. The verdict is reported once, later; null = the server could not be asked. */
export type StartProbe = (
  to: Endpoint,
  onResult: (healthy: boolean | null) => void,
) => RunningProbe;

export interface WatchPlan {
  readonly server: Endpoint;
  readonly check: Omit<HealthCheck, 'uri'>;
  readonly probe: StartProbe;
  /** A check is over; `state` holds the result. */
  readonly onResult: (healthy: boolean) => void;
  /** No descriptor was left for a check, which says nothing about the server. */
  readonly onUnable: () => void;
  /** The state from earlier checks, possibly under another configuration; null = none. */
  readonly known: () => PeerState | null;
}

/** One health check of one server: its probes, one after the other, and the resulting state. */
export class Watch {
  readonly #plan: WatchPlan;
  /** null until it starts. */
  #health: PeerHealth | null = null;
  #timer: NodeJS.Timeout | undefined;
  #probe: RunningProbe | null = null;

  constructor(plan: WatchPlan) {
    this.#plan = plan;
  }

  get state(): PeerState {
    return (this.#health ?? this.#begin()).state;
  }

  start(): void {
    this.#health = this.#begin();
    this.#run(this.#health);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#probe?.cancel();
  }

  #begin(): PeerHealth {
    return new PeerHealth(this.#plan.check, this.#plan.known());
  }

  #run(health: PeerHealth): void {
    const { server, check, probe, onResult, onUnable } = this.#plan;
    const startedMs = monotonicMs();
    const to = { address: server.address, port: check.port ?? server.port };
    this.#probe = probe(to, (healthy) => {
      if (healthy === null) onUnable();
      else {
        health.note(healthy);
        onResult(healthy);
      }
      this.#schedule(health, monotonicMs() - startedMs);
    });
  }

  /** Schedules the next check: one interval after the last start, plus random jitter. */
  #schedule(health: PeerHealth, spentMs: number): void {
    const { intervalMs, jitterMs } = this.#plan.check;
    const waitMs = Math.max(0, intervalMs - spentMs) + Math.random() * jitterMs;
    this.#timer = setTimeout(() => this.#run(health), waitMs);
  }
}
