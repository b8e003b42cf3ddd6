import type { Times } from '../account/times.js';
import type { BenchClient } from '../worker/bench-client.js';
import type { Flow } from './flow.js';

/** Sends the next request as soon as an answer has arrived, until the time is over. */
export class ClosedLoop implements Flow {
  readonly due = 0;
  readonly unsent = 0;
  readonly lagMs = 0;
  readonly #times: Times;
  #stopped = false;

  constructor(times: Times) {
    this.#times = times;
  }

  begin(clients: readonly BenchClient[], nowMs: number): void {
    for (const client of clients) this.free(client, nowMs);
  }

  free(client: BenchClient, nowMs: number): void {
    if (nowMs < this.#times.startMs || this.over(nowMs)) return;
    while (client.canSend) client.send(nowMs, nowMs);
  }

  over(nowMs: number): boolean {
    return this.#stopped || nowMs >= this.#times.endMs;
  }

  stop(): void {
    this.#stopped = true;
  }
}
