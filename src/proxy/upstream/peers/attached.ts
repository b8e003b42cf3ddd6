import { Roster } from '../../../lib/roster.js';

/** Something under way on an upstream server that a drain may have to end. */
export interface Attached {
  /** Its place among what is under way on its server; see `Roster`. */
  attachedPlace: number;
  /** The waiting timeout has passed: end, in order where there is an order. */
  onDrainDeadline(): void;
  /** Ends at once, whatever is under way. */
  close(): void;
}

/** All that is under way on one server. */
export class AttachedRoster extends Roster<Attached> {
  protected placeOf({ attachedPlace }: Attached): number {
    return attachedPlace;
  }

  protected place(attached: Attached, place: number): void {
    attached.attachedPlace = place;
  }
}
