import type { Connection } from '../../net/loop.js';

/** What variables are asked of: an HTTP request, or a TCP session. */
export interface Subject {
  readonly connection: Connection;
  /** By slot, values that hold for as long as the subject does: of maps, `set` and named captures. */
  kept: (string | undefined)[] | null;
  /** What the last regular expression that matched has caught: `$1` to `$9`. */
  captures: readonly (string | undefined)[] | null;
}
