/**
 * What a proxy tells the process that started it, when that one opened an IPC channel.
 * Times are `monotonicMs()`.
 */
export type FromProxy =
  /** All workers accept; `listens` are `address:port`. */
  | { readonly type: 'ready'; readonly listens: readonly string[] }
  /** The configuration was read anew, and new workers accept. */
  | { readonly type: 'reloaded'; readonly listens: readonly string[] }
  /** Health checks changed their mind about an upstream server (`address:port`). */
  | ({ readonly type: 'peer'; readonly state: PeerState; readonly at: number } & PeerRef)
  /** Everything is closed; the process ends now. */
  | { readonly type: 'stopped' };

export type PeerState = 'up' | 'down';

/** What the health checks of a server have seen since they began, all of them together. */
export interface CheckCounts {
  readonly checks: number;
  readonly fails: number;
  /** The last of them. */
  readonly lastPassed: boolean;
}

/** Block of a configuration; an upstream of one may have the name of an upstream of the other. */
export type Part = 'http' | 'stream';

/** A server of an upstream. */
export interface PeerRef {
  readonly part: Part;
  readonly upstream: string;
  /** `address:port`. */
  readonly server: string;
}
