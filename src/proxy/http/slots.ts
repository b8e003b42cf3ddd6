import type { Listener, Loop } from '../../net/loop.js';
import type { ErrorLog } from '../log/error-log.js';
import { systemErrorNamed } from '../log/system-error.js';
import type { Reusables } from './reusables.js';
import type { Sweep, Timed } from './sweep.js';

/**
 * A client that has been silent as long is idle: one that asks without a pause would otherwise be
 * closed between two requests. So long it takes, too, until a full process looks whether it has room.
 */
const SETTLE_MS = 5;

/** How many connections a process may have open, both sides counted, and what says so. */
export interface SlotLimit {
  readonly count: number;
  /** For the log: `512 worker_connections`. */
  readonly from: string;
}

/** What slots are dealt out among. */
export interface SlotsParts {
  readonly loop: Loop;
  readonly sweep: Sweep;
  readonly reusables: Reusables;
  /** Of the main level. */
  readonly log: ErrorLog;
}

/**
 * The connections that a process may have open. Where they grow scarce, those on which nothing is
 * under way are closed for others, as in nginx. Where that gives too few, accepting stops while an
 * eighth is left, so that those who are in still find room upstream: others wait in the accept
 * queue, or go to a sibling process.
 */
export class Slots implements Timed {
  deadlineMs = 1;
  sweepPlace = -1;
  readonly reusables: Reusables;
  readonly #loop: Loop;
  readonly #sweep: Sweep;
  readonly #log: ErrorLog;
  readonly #limit: SlotLimit;
  /** As many connections under way keep others out. */
  readonly #full: number;
  /** With so few free, idle connections are closed. */
  readonly #scarce: number;
  #listeners: readonly Listener[] = [];
  #paused = false;
  #looksSoon = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  /** When the log was last told, in seconds. */
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

  /** nginx's words where there is no slot. */
  get exhausted(): string {
    return `${this.#limit.from} are not enough`;
  }

  guard(listeners: readonly Listener[]): void {
    this.#listeners = listeners;
  }

  /** To be called for each connection let in. */
  admitted(): void {
    // With a server for each there is room still.
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

  /** Closes idle connections, whoever wants their descriptors. Returns whether there were any. */
  makeRoom(): boolean {
    return this.#closeOldest(false);
  }

  /** The same, where something else than a connection is to be opened at once. */
  freeDescriptors(): boolean {
    const some = this.makeRoom();
    this.#loop.settle();
    return some;
  }

  /** accept() found no descriptor. */
  acceptFailed(): void {
    const second = this.#second;
    if (second !== this.#toldExhausted) {
      this.#toldExhausted = second;
      this.#log.write('crit', `accept4() failed (${systemErrorNamed('EMFILE')})`);
    }
    this.makeRoom();
  }

  /** Accepting is over. */
  close(): void {
    this.#listeners = [];
    this.#paused = false;
    clearTimeout(this.#timer);
    this.#closed = true;
  }

  /** At every tick: what was idle at the one before has not asked since. */
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
   * Slots that are not to be had for others: what is idle counts as room. A client that has just
   * come is taken for one that asks, and will need a server too.
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

  /** @param freshToo also those that may have asked already: there is no other way. */
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

  /** Once the loop has read what comes on what is idle now. */
  #lookSoon(): void {
    if (this.#looksSoon || this.#closed) return;
    this.#looksSoon = true;
    this.reusables.mark();
    // After the time, for an engine may need a turn to hear of what came in it.
    this.#timer = setTimeout(() => setImmediate(() => setImmediate(this.#look)), SETTLE_MS);
  }

  readonly #look = (): void => {
    this.#looksSoon = false;
    this.reusables.settle();
    if (!this.#paused) return;
    // One came in for which what was idle had only just come to rest.
    if (this.#free < 0) this.#closeIdle();
    if (this.#busy >= this.#full) {
      this.#lookSoon();
      return;
    }
    this.#paused = false;
    for (const listener of this.#listeners) listener.resume();
  };
}
