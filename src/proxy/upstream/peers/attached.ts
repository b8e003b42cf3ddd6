import { Roster } from '../../../lib/roster.js';

/** Something in progress on an upstream server that a drain may have to end. */
export interface Attached {
  /** Its place among what is in progress on its server; see `Roster`. */
  attachedPlace: number;
  /** The waiting timeout has passed: ends, in order if the protocol allows it. */
  onDrainDeadline(): void;
  /** Ends at once. */
  close(): void;
}

/** Everything in progress on one server. */
export class AttachedRoster extends Roster<Attached> {
  protected placeOf({ attachedPlace }: Attached): number {
    return attachedPlace;
  }

  protected place(attached: Attached, place: number): void {
    attached.attachedPlace = place;
  }
}
