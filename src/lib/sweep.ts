import { monotonicMs } from './clock.js';
import { Roster } from './roster.js';

/** Precision of time-outs; nginx's own are no more precise under load. */
const TICK_MS = 250;

/** Something with a time-out. */
export interface Timed {
  /** On the sweep's clock; 0 = it has no deadline. */
  deadlineMs: number;
  /** Its place in the sweep; see `Roster`. */
  sweepPlace: number;
  onDeadline(nowMs: number): void;
}

/**
 * One coarse timer for all time-outs of a process. Setting a deadline is one store; a timer for
 * each connection would cost an allocation for each event.
 */
export class Sweep extends Roster<Timed> {
  /**
   * Coarse monotonic time, advanced by each tick. Whole milliseconds, because V8 keeps a number
   * with a fraction in an object of its own, for every connection.
   */
  nowMs = wholeMs();
  readonly #timer = setInterval(() => this.#tick(), TICK_MS);

  close(): void {
    clearInterval(this.#timer);
  }

  protected placeOf({ sweepPlace }: Timed): number {
    return sweepPlace;
  }

  protected place(timed: Timed, place: number): void {
    timed.sweepPlace = place;
  }

  #tick(): void {
    this.nowMs = wholeMs();
    // Backwards: a member that takes the place of a leaving one has already been checked.
    for (let place = this.members.length - 1; place >= 0; place--) {
      const timed = this.members[place];
      if (timed === undefined || timed.deadlineMs === 0 || timed.deadlineMs > this.nowMs) continue;
      timed.deadlineMs = 0;
      timed.onDeadline(this.nowMs);
    }
  }
}

function wholeMs(): number {
  return Math.floor(monotonicMs());
}
