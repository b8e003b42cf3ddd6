import { monotonicMs } from '../../lib/clock.js';
import { Roster } from './roster.js';

/** Timeouts are kept to about this much; nginx's own are no finer under load. */
const TICK_MS = 250;

/** Something that must not stay as it is for ever. */
export interface Timed {
  /** On the sweep's clock; 0 = nothing is awaited. */
  deadlineMs: number;
  /** Its place with the sweep; see `Roster`. */
  sweepPlace: number;
  onDeadline(nowMs: number): void;
}

/**
 * One coarse timer for all timeouts of a process: setting a deadline is one store, where a
 * timer for each connection would cost an allocation for each event.
 */
export class Sweep extends Roster<Timed> {
  /**
   * Coarse monotonic time, advanced by each tick. Whole milliseconds: V8 keeps a number with a
   * fraction in an object of its own, one for each of a mass of connections.
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
    // Backwards: who takes the place of one that leaves meanwhile has been looked at.
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
