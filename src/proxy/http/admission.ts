import type { Listener, Loop } from '../../net/loop.js';
import type { Sweep, Timed } from './sweep.js';

/** How soon a full process looks again whether it has room. */
const RETRY_MS = 100;

/**
 * Lets no more connections in than the process can serve: as in nginx, accepting stops when
 * less than an eighth of the slots is free, so that those already in still find room upstream.
 * Others wait in the accept queue, or go to a sibling process.
 */
export class Admission implements Timed {
  deadlineMs = 0;
  sweepPlace = -1;
  readonly #loop: Loop;
  readonly #sweep: Sweep;
  readonly #limit: number;
  #listeners: readonly Listener[] = [];
  #full = false;

  /** @param slots connections this process may have open, both sides counted. */
  constructor(loop: Loop, sweep: Sweep, slots: number) {
    this.#loop = loop;
    this.#sweep = sweep;
    this.#limit = Math.max(1, slots - Math.floor(slots / 8));
    sweep.add(this);
  }

  guard(listeners: readonly Listener[]): void {
    this.#listeners = listeners;
  }

  /** To be called for each connection let in. */
  admitted(): void {
    if (this.#full || this.#loop.size < this.#limit) return;
    this.#full = true;
    this.deadlineMs = this.#sweep.nowMs + RETRY_MS;
    for (const listener of this.#listeners) listener.pause();
  }

  onDeadline(nowMs: number): void {
    if (this.#loop.size >= this.#limit) {
      this.deadlineMs = nowMs + RETRY_MS;
      return;
    }
    this.#full = false;
    for (const listener of this.#listeners) listener.resume();
  }
}
