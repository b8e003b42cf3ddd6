import type { EngineChoice } from '../../model/engine.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { CheckCounts, PeerRef, PeerState } from '../messages.js';

/** What the master tells its workers. */
export type ToWorker =
  | {
      readonly type: 'start';
      /** Read once by the master, so that all workers run the same. */
      readonly config: NginxConfig;
      readonly prefix: string;
      readonly engine: EngineChoice;
      /** `address:port`, as the configuration names them, of the inherited listening descriptors, in their order. */
      readonly listens: readonly string[];
      /** Servers that health checks have down now. */
      readonly down: readonly PeerRef[];
    }
  | ({ readonly type: 'peer'; readonly state: PeerState } & PeerRef)
  | ({ readonly type: 'checked'; readonly counts: CheckCounts } & PeerRef)
  /** What the other workers have under way. */
  | { readonly type: 'elsewhere'; readonly counts: PeerCounts }
  /** Finish what is under way, then end. */
  | { readonly type: 'quit' }
  /** Somebody moved the logs away. */
  | { readonly type: 'reopen' };

/** What a worker tells its master. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'counts'; readonly counts: PeerCounts }
  | { readonly type: 'failed'; readonly message: string };

/** What a worker has to tell of one server of a zone. */
export interface PeerCount {
  /** Under way, where anybody counts them. */
  readonly connections: number;
  /** Tries that failed, since the worker began. */
  readonly fails: number;
}

/** By `peerKey`. */
export type PeerCounts = Readonly<Record<string, PeerCount>>;
