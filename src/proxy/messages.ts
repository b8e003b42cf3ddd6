/**
 * What a proxy reports to the process that started it, if that opened an IPC channel. Times are
 * `monotonicMs()`.
 */
export type FromProxy =
  /** All workers accept; `listens` are `address:port`. */
  | { readonly type: 'ready'; readonly listens: readonly string[] }
  /** The configuration was read again, and new workers accept. */
  | { readonly type: 'reloaded'; readonly listens: readonly string[] }
  /** Health checks changed the state of an upstream server (`address:port`). */
  | ({ readonly type: 'peer'; readonly state: PeerState; readonly at: number } & PeerRef)
  /** Everything is closed, and the process ends now. */
  | { readonly type: 'stopped' };

export type PeerState = 'up' | 'down';

/** What all health checks of a server have seen since they began. */
export interface CheckCounts {
  readonly checks: number;
  readonly fails: number;
  /** Whether the last one passed. */
  readonly lastPassed: boolean;
}

/** Block of a configuration. An upstream in one block may have the same name as one in the other. */
export type Part = 'http' | 'stream';

/** A server of an upstream. */
export interface PeerRef {
  readonly part: Part;
  readonly upstream: string;
  /** `address:port`. */
  readonly server: string;
}

/** A server of an upstream as a key: `http backend 127.0.0.1:8080`. */
export function peerKey({ part, upstream, server }: PeerRef): string {
  return `${part} ${upstream} ${server}`;
}
