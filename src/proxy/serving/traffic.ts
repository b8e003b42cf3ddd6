import { JoinedRoster } from '../upstream/joined/joined-roster.js';

/** Connections of clients to one process, whatever part of the configuration has them. */
export class Traffic {
  /** So far; each connection's own number, `$connection`, is what it was when it came. */
  accepted = 0;
  /** Tunnels and sessions of stream under way. */
  readonly joined = new JoinedRoster();
}
