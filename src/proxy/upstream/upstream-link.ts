import type { Connection } from '../../net/loop.js';

/** One connection to an upstream server, over all the requests that it carries. */
export interface UpstreamLink {
  readonly connection: Connection;
  /** Requests it has carried; 0 = it is new. */
  requests: number;
  readonly openedMs: number;
  /** When the last of them was answered. */
  idleSinceMs: number;
}
