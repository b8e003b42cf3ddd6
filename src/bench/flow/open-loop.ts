import type { PreciseTimer } from '../../net/loop.js';
import type { Times } from '../account/times.js';
import type { BenchClient } from '../worker/bench-client.js';
import type { Flow } from './flow.js';
import { Pacer } from './pacer.js';
import { Ring } from './ring.js';

export interface OpenLoopOptions {
  readonly times: Times;
  /** Requests a second over all workers. */
  readonly rate: number;
  readonly worker: number;
  readonly workers: number;
  /** Connections of this worker. */
  readonly clients: number;
  readonly now: () => number;
  /** The open loop owns it from here on. */
  readonly timer: PreciseTimer;
}

/**
 * Sends requests at the times that the pacer gives, whatever the answers do: on the connection that
 * has been free for longest, or as soon as one is free. Latency counts from the given time.
 */
export class OpenLoop implements Flow {
  lagMs = 0;
  readonly #options: OpenLoopOptions;
  readonly #free: Ring<BenchClient>;
  /** The time that the timer is set to. */
  #wakeMs = 0;
  #warmup: Pacer | null = null;
  #measured: Pacer | null = null;
  /** When the last request was sent another was due, and no connection was free for it. */
  #behind = false;
  #stoppedMs: number | null = null;

  constructor(options: OpenLoopOptions) {
    this.#options = options;
    this.#free = new Ring(options.clients);
    options.timer.onTime = () => {
      // The timer may have fired a moment early; then it is set to the same time again.
      this.#wakeMs = 0;
      this.#pump(options.now());
    };
  }

  get due(): number {
    return (this.#measured?.taken ?? 0) + this.unsent;
  }

  get unsent(): number {
    const { times, now } = this.#options;
    return this.#measured?.overdue(Math.min(this.#stoppedMs ?? now(), times.endMs)) ?? 0;
  }

  begin(_clients: readonly BenchClient[], nowMs: number): void {
    const { times, rate, worker, workers } = this.#options;
    const { startMs, measureMs, endMs } = times;
    const pace = { rate, worker, workers };
    this.#warmup = new Pacer({ ...pace, startMs, durationMs: measureMs - startMs });
    this.#measured = new Pacer({ ...pace, startMs: measureMs, durationMs: endMs - measureMs });
    this.#pump(nowMs);
  }

  free(client: BenchClient, nowMs: number): void {
    this.#queue(client);
    this.#pump(nowMs);
  }

  over(): boolean {
    return this.#stoppedMs !== null || this.#measured?.nextMs === Number.POSITIVE_INFINITY;
  }

  stop(nowMs: number): void {
    this.#stoppedMs ??= nowMs;
    this.#options.timer.close();
  }

  #pump(nowMs: number): void {
    const pacer = this.#pacer(nowMs);
    if (pacer === null || this.#stoppedMs !== null) return;
    const wasBehind = this.#behind;
    for (let dueMs = pacer.nextMs; dueMs <= nowMs; dueMs = pacer.nextMs) {
      const client = this.#take();
      this.#behind = client === null;
      if (client === null) return;
      if (!wasBehind) this.lagMs = Math.max(this.lagMs, nowMs - dueMs);
      pacer.taken++;
      client.send(dueMs, nowMs);
      if (client.canSend) this.#queue(client);
    }
    this.#behind = false;
    this.#wakeAt(pacer.nextMs, nowMs);
  }

  #wakeAt(atMs: number, nowMs: number): void {
    if (atMs === this.#wakeMs || atMs === Number.POSITIVE_INFINITY) return;
    this.#wakeMs = atMs;
    this.#options.timer.wakeIn(atMs - nowMs);
  }

  /** Requests that the warm-up could not send in its time are not sent. */
  #pacer(nowMs: number): Pacer | null {
    const { measureMs } = this.#options.times;
    const warming = nowMs < measureMs && this.#warmup?.nextMs !== Number.POSITIVE_INFINITY;
    return warming ? this.#warmup : this.#measured;
  }

  #queue(client: BenchClient): void {
    if (client.queued) return;
    client.queued = true;
    this.#free.push(client);
  }

  /** The client that has been free for longest; its connection may have ended since it was queued. */
  #take(): BenchClient | null {
    for (let client = this.#free.shift(); client !== null; client = this.#free.shift()) {
      client.queued = false;
      if (client.canSend) return client;
    }
    return null;
  }
}
