import type { Connection } from '../../net/loop.js';

/** What variables are evaluated for: an HTTP request, or a TCP session. */
export interface Subject {
  readonly connection: Connection;
  /** Values that last as long as the subject, by slot: of maps, `set` and named captures. */
  kept: (string | undefined)[] | null;
  /** The captures of the last regular expression that matched: `$1` to `$9`. */
  captures: readonly (string | undefined)[] | null;
}
