import { Roster } from '../../../lib/roster.js';
import type { Joined } from './joined.js';

/** The tunnels and TCP sessions of a process, to be closed when it ends. */
export class JoinedRoster extends Roster<Joined> {
  protected placeOf({ joinedPlace }: Joined): number {
    return joinedPlace;
  }

  protected place(joined: Joined, place: number): void {
    joined.joinedPlace = place;
  }
}
