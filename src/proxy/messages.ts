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
  | {
      readonly type: 'peer';
      readonly upstream: string;
      readonly server: string;
      readonly state: PeerState;
      readonly at: number;
    }
  /** Everything is closed; the process ends now. */
  | { readonly type: 'stopped' };

export type PeerState = 'up' | 'down';
