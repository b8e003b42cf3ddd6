import { Roster } from '../../../lib/roster.js';
import type { Joined } from './joined.js';

/** The tunnels and the TCP sessions of a process, for when it ends. */
export class JoinedRoster extends Roster<Joined> {
  protected placeOf({ joinedPlace }: Joined): number {
    return joinedPlace;
  }

  protected place(joined: Joined, place: number): void {
    joined.joinedPlace = place;
  }
}
