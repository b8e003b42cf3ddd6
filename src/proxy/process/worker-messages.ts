import type { EngineChoice } from '../../model/engine.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { CheckCounts, PeerRef, PeerState } from '../messages.js';

/** Messages from the master to its workers. */
export type ToWorker =
  | {
      readonly type: 'start';
      /** Read once by the master, so that all workers run the same configuration. */
      readonly config: NginxConfig;
      readonly prefix: string;
      readonly engine: EngineChoice;
      /**
       * `address:port` in the words of the configuration, for each inherited listening descriptor,
       * in their order.
       */
      readonly listens: readonly string[];
      /** Servers that health checks report as down now. */
      readonly down: readonly PeerRef[];
    }
  | ({ readonly type: 'peer'; readonly state: PeerState } & PeerRef)
  | ({ readonly type: 'checked'; readonly counts: CheckCounts } & PeerRef)
  /** Counts of the other workers. */
  | { readonly type: 'elsewhere'; readonly counts: PeerCounts }
  /** Finish the requests in flight, then end. */
  | { readonly type: 'quit' }
  /** The log files were moved away. */
  | { readonly type: 'reopen' };

/** Messages from a worker to its master. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'counts'; readonly counts: PeerCounts }
  | { readonly type: 'failed'; readonly message: string };

/** A worker's counts of one server of a zone. */
export interface PeerCount {
  /** Connections in use, if a limit uses their number. */
  readonly connections: number;
  /** Failed attempts since the worker started. */
  readonly fails: number;
}

/** By `peerKey`. */
export type PeerCounts = Readonly<Record<string, PeerCount>>;
