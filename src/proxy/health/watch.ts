import type { HealthCheck } from '../../model/nginx.js';
import type { Endpoint } from '../../net/loop.js';
import type { PeerState } from '../messages.js';
import { PeerHealth } from './peer-health.js';

/** One check under way. */
export interface RunningProbe {
  /** Gives up without a verdict. */
  cancel(): void;
}

/** Begins a check; the verdict is said once, later. */
export type StartProbe = (to: Endpoint, onResult: (healthy: boolean) => void) => RunningProbe;

export interface WatchPlan {
  readonly server: Endpoint;
  readonly check: Omit<HealthCheck, 'uri'>;
  readonly probe: StartProbe;
  readonly onChange: (state: PeerState) => void;
  /** What earlier checks had made of it, under another configuration; null = nothing. */
  readonly known: PeerState | null;
}

/** The checks of one server, one after the other. */
export class Watch {
  readonly #plan: WatchPlan;
  readonly #health: PeerHealth;
  #timer: NodeJS.Timeout | undefined;
  #probe: RunningProbe | null = null;

  constructor(plan: WatchPlan) {
    this.#plan = plan;
    this.#health = new PeerHealth(plan.check, plan.known);
  }

  start(): void {
    if (this.#health.state === 'down') this.#plan.onChange('down');
    this.#run();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#probe?.cancel();
  }

  #run(): void {
    const { server, check, probe, onChange } = this.#plan;
    const startedMs = performance.now();
    const to = { address: server.address, port: check.port ?? server.port };
    this.#probe = probe(to, (healthy) => {
      const changed = this.#health.note(healthy);
      if (changed !== null) onChange(changed);
      this.#schedule(performance.now() - startedMs);
    });
  }

  /** From one start to the next: the interval, and some of the jitter. */
  #schedule(spentMs: number): void {
    const { intervalMs, jitterMs } = this.#plan.check;
    const waitMs = Math.max(0, intervalMs - spentMs) + Math.random() * jitterMs;
    this.#timer = setTimeout(() => this.#run(), waitMs);
  }
}
