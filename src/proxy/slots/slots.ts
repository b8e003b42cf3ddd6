import type { Sweep, Timed } from '../../lib/sweep.js';
import type { Listener, Loop } from '../../net/loop.js';
import type { ErrorLog } from '../log/error-log.js';
import { systemErrorNamed } from '../log/system-error.js';
import type { Reusables } from './reusables.js';

/**
 * A client that has been silent this long is idle. Without this a client that sends requests
 * without a pause could be closed between two of them. A full process waits as long before it
 * checks for room.
 */
const SETTLE_MS = 5;

/** How many connections a process may have open on both sides, and what sets this limit. */
export interface SlotLimit {
  readonly count: number;
  /** For the log: `512 worker_connections`. */
  readonly from: string;
}

/** What the slots are distributed among. */
export interface SlotsParts {
  readonly loop: Loop;
  readonly sweep: Sweep;
  readonly reusables: Reusables;
  /** The log of the main level. */
  readonly log: ErrorLog;
}

/**
 * The connections that a process may have open. When slots become scarce, connections without a
 * request in flight are closed for others, as in nginx. If that is not enough, accepting stops
 * while an eighth is left, so that clients that are connected still get a connection upstream.
 * Others wait in the accept queue, or go to a sibling process.
 */
export class Slots implements Timed {
  deadlineMs = 1;
  sweepPlace = -1;
  readonly reusables: Reusables;
  readonly #loop: Loop;
  readonly #sweep: Sweep;
  readonly #log: ErrorLog;
  readonly #limit: SlotLimit;
  /** With this many busy connections, no further client is accepted. */
  readonly #full: number;
  /** With this few free slots, idle connections are closed. */
  readonly #scarce: number;
  #listeners: readonly Listener[] = [];
  #paused = false;
  #looksSoon = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  /** When this was last logged, in seconds. */
  #toldReusing = -1;
  #toldExhausted = -1;

  constructor({ loop, sweep, reusables, log }: SlotsParts, limit: SlotLimit) {
    this.#loop = loop;
    this.#sweep = sweep;
    this.reusables = reusables;
    this.#log = log;
    this.#limit = limit;
    this.#full = Math.max(1, limit.count - Math.floor(limit.count / 8));
    this.#scarce = Math.floor(limit.count / 16);
    sweep.add(this);
  }

  /** nginx's message when there is no slot. */
  get exhausted(): string {
    return `${this.#limit.from} are not enough`;
  }

  guard(listeners: readonly Listener[]): void {
    this.#listeners = listeners;
  }

  /** Call it for each accepted connection. */
  admitted(): void {
    // There is room even if each client needs a connection to a server.
    if (2 * this.#loop.size < this.#full) return;
    this.#closeIdle();
    if (this.#paused || this.#busy + 1 < this.#full) return;
    this.#paused = true;
    for (const listener of this.#listeners) listener.pause();
    this.#lookSoon();
  }

  /** Whether there is a slot for a connection to a server; idle connections are closed for it. */
  claim(): boolean {
    if (this.#free > this.#scarce) return true;
    this.#closeIdle();
    while (this.#free <= 0) if (!this.#closeOldest(true)) return false;
    return true;
  }

  /** Closes idle connections to free descriptors. Returns whether there were any. */
  makeRoom(): boolean {
    return this.#closeOldest(false);
  }

  /** The same for opening something other than a connection. */
  freeDescriptors(): boolean {
    const some = this.makeRoom();
    this.#loop.settle();
    return some;
  }

  /** accept() found no free descriptor. */
  acceptFailed(): void {
    const second = this.#second;
    if (second !== this.#toldExhausted) {
      this.#toldExhausted = second;
      this.#log.write('crit', `accept4() failed (${systemErrorNamed('EMFILE')})`);
    }
    this.makeRoom();
  }

  /** Accepting has ended. */
  close(): void {
    this.#listeners = [];
    this.#paused = false;
    clearTimeout(this.#timer);
    this.#closed = true;
  }

  /** Runs at every tick. A connection that was idle at the tick before has sent no request since. */
  onDeadline(nowMs: number): void {
    this.deadlineMs = nowMs;
    if (this.#looksSoon) return;
    this.reusables.settle();
    this.reusables.mark();
  }

  get #free(): number {
    return this.#limit.count - this.#loop.size;
  }

  /**
   * Slots that others cannot get; idle connections count as room. A client that has just connected
   * counts as one that sends a request and will need a server too.
   */
  get #busy(): number {
    const { size, fresh } = this.reusables;
    return this.#loop.size - (size - fresh) + fresh;
  }

  get #second(): number {
    return Math.floor(this.#sweep.nowMs / 1000);
  }

  #closeIdle(): void {
    const { reusables } = this;
    if (this.#free > this.#scarce || reusables.size === 0) return;
    if (reusables.fresh > 0) this.#lookSoon();
    this.#closeOldest(false);
  }

  /** @param freshToo also those that may already have sent a request, because there is no other way */
  #closeOldest(freshToo: boolean): boolean {
    const { reusables } = this;
    if (reusables.size === (freshToo ? 0 : reusables.fresh)) return false;
    this.#tellReusing();
    return reusables.closeOldest(freshToo);
  }

  #tellReusing(): void {
    const second = this.#second;
    if (second === this.#toldReusing) return;
    this.#toldReusing = second;
    this.#log.write('warn', `${this.exhausted}, reusing connections`);
  }

  /** Looks again, once the loop has read what arrives on connections that are idle now. */
  #lookSoon(): void {
    if (this.#looksSoon || this.#closed) return;
    this.#looksSoon = true;
    this.reusables.mark();
    // After the timer, because an engine may need a turn to report what arrived meanwhile.
    this.#timer = setTimeout(() => setImmediate(() => setImmediate(this.#look)), SETTLE_MS);
  }

  readonly #look = (): void => {
    this.#looksSoon = false;
    this.reusables.settle();
    if (!this.#paused) return;
    // A connection arrived when the idle ones had only just become idle.
    if (this.#free < 0) this.#closeIdle();
    if (this.#busy >= this.#full) {
      this.#lookSoon();
      return;
    }
    this.#paused = false;
    for (const listener of this.#listeners) listener.resume();
  };
}
