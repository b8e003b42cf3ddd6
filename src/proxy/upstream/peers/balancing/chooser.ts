import type { Peer } from '../peer.js';

/** Chooses servers for one request, and for its retries. */
export interface Chooser {
  /** The next server, none of `tried`; null = no live upstreams. */
  pick(tried: readonly Peer[], nowMs: number): Peer | null;
}
