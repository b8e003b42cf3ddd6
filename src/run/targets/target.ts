import type { TidegateError } from '../../lib/errors.js';
import type { ReferenceAnswer, ServerLedger, Transition } from '../../model/ledger.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { Origin } from '../../model/origin.js';
import type { Maintenance } from '../maintenance/maintenance.js';

/** What the load connects to: a chain that Tidegate started, or the user's own deployment. */
export interface Target {
  /** Configuration of the proxy that clients connect to; null = there is none, or it cannot be read. */
  readonly frontend: NginxConfig | null;
  /** Where clients connect. */
  readonly entry: Origin;
  /** The box that clients connect to, as a check names it: `frontend`, `backend server a`. */
  readonly entryBox: string;
  /** Whether it answers with the bundled backend server's routes (streams, uploads, tunnels). */
  readonly speaksTidegate: boolean;
  /** The response header field, in lower case, that names the backend. */
  readonly backendHeader: string;
  /** Whether its answers name the backend that gave them. */
  readonly namesBackends: boolean;
  /** Header fields that every request carries, each ended by CRLF. */
  readonly headerFields: string;
  /** Each backend's own answer to the load's request. */
  readonly references: readonly ReferenceAnswer[];
  /** The backend that can be taken out; null = the scenario takes none out. */
  readonly maintenance: Maintenance | null;
  /** The kind of each box, by its part in the deployment: `frontend`, `backends`. */
  readonly boxes: Readonly<Record<string, string>>;
  /** Process ids by box, for the memory of proxies and servers; empty if they are not ours. */
  readonly pids: ReadonlyMap<string, number>;
  /** State changes of the frontend's peers so far, on the monotonic clock. */
  transitions(): readonly Transition[];
  /** Asks each backend server for its ledger, on the monotonic clock; null = they are not ours. */
  ledgers(): readonly Promise<ServerLedger>[] | null;
  /** A disturbance begins or ends: its servers keep more rows in that time. */
  mark(disturbed: boolean): void;
  /** Rejects when a box ends by itself; never resolves. */
  readonly failure: Promise<never>;
  /** Ends every box; idempotent. */
  stop(): Promise<void>;
}

/** A promise that can only reject, and the function that makes it reject. */
export function failureSignal(): {
  readonly promise: Promise<never>;
  readonly fail: (error: TidegateError) => void;
} {
  let fail: (error: TidegateError) => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // A box may die while nothing waits on the promise. This handler prevents an unhandled rejection;
  // the next wait still sees it.
  promise.catch(() => undefined);
  return { promise, fail };
}
