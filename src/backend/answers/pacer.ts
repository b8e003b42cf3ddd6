import { monotonicMs } from '../../lib/clock.js';

/** All pieces are sent on this time grid. */
const TICK_MS = 10;

/** Something that sends its next piece at a given time. */
export interface Paced {
  onDue(nowMs: number): void;
}

/**
 * One coarse timer for all paced responses: a wheel of slots. A piece costs an array push, and no
 * response needs a timer of its own.
 */
export class Pacer {
  readonly #slots = new Map<number, Paced[]>();
  #timer: NodeJS.Timeout | undefined;
  #next = 0;

  /** Calls `paced.onDue` once, at `atMs` (monotonic) or up to a tick later. */
  schedule(paced: Paced, atMs: number): void {
    if (this.#timer === undefined) this.#start();
    const slot = Math.max(this.#next, Math.ceil(atMs / TICK_MS));
    const due = this.#slots.get(slot);
    if (due === undefined) this.#slots.set(slot, [paced]);
    else due.push(paced);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#slots.clear();
  }

  #start(): void {
    this.#next = Math.floor(monotonicMs() / TICK_MS) + 1;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  #tick(): void {
    const nowMs = monotonicMs();
    const current = Math.floor(nowMs / TICK_MS);
    while (this.#next <= current) {
      const slot = this.#next++;
      const due = this.#slots.get(slot) ?? [];
      this.#slots.delete(slot);
      for (const paced of due) paced.onDue(nowMs);
    }
    if (this.#slots.size === 0) this.close();
  }
}
