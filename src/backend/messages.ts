import type { EngineChoice } from '../model/engine.js';
import type { ThinnedArrivals } from '../model/ledger.js';
import type { Endpoint } from '../model/origin.js';
import type { BackendFault } from '../model/scenario.js';

/** How a bundled backend server is started: one JSON argument of `backend/main.ts`. */
export interface ServerOptions {
  /** Sent in every response as X-Tidegate-Backend. */
  readonly name: string;
  readonly listen: Endpoint;
  readonly fault: BackendFault | null;
  readonly engine: EngineChoice;
  /** Body of /health_check/; default `serving NAME`. */
  readonly healthBody?: string;
  /**
   * How many backend servers the run has. They share the room for rows, because one process finally
   * holds all ledgers; default 1.
   */
  readonly servers?: number;
  /** Processes that share the listening socket; default 1, which serves by itself. */
  readonly workers?: number;
}

/** Messages to a backend server over IPC. */
export type ToServer =
  | { readonly type: 'ledger' }
  | { readonly type: 'maintenance'; readonly on: boolean }
  /** A disturbance of the deployment begins or ends. */
  | { readonly type: 'mark'; readonly disturbed: boolean }
  | { readonly type: 'stop' };

/** Messages from a backend server. Times in the ledger are `monotonicMs()`. */
export type FromServer = { readonly type: 'ready' } | LedgerPart;

/** The ledger of one process of a server; `last` marks the final part. */
export interface LedgerPart {
  readonly type: 'ledger';
  /** Tables of columns (lib/columns). */
  readonly requests: Uint8Array;
  readonly sockets: Uint8Array;
  readonly thinned: ThinnedArrivals | null;
  readonly last: boolean;
}
