import { JoinedRoster } from '../upstream/joined/joined.js';

/** Client connections of one process, of either part of the configuration. */
export class Traffic {
  /** Number so far; the value at its arrival is a connection's own number, `$connection`. */
  accepted = 0;
  /** Tunnels and stream sessions in progress. */
  readonly joined = new JoinedRoster();
}
