import type { TidegateError } from '../../lib/errors.js';
import type { ReferenceAnswer, ServerLedger, Transition } from '../../model/ledger.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { Origin } from '../../model/origin.js';
import type { Promises } from '../../model/run-account.js';
import type { Flip } from '../maintenance/flip.js';

/**
 * What a run is run against: a chain that Tidegate started, or a deployment of the user's own.
 * The conductor knows nothing but this.
 */
export interface Deployment {
  readonly kind: 'chain' | 'foreign';
  /** The frontend's configuration; null when it is not ours to read. */
  readonly frontend: NginxConfig | null;
  /** Where clients connect. */
  readonly entry: Origin;
  readonly backends: readonly DeployedBackend[];
  /** The one that is taken out. */
  readonly drained: DeployedBackend;
  readonly flip: Flip;
  /** How the frontend finds out, and how long it waits for what is established. */
  readonly health: HealthTiming;
  /** Whether it answers with the bundled backend server's routes (streams, uploads, tunnels). */
  readonly speaksTidegate: boolean;
  /** The response header field, in lower case, that names the backend. */
  readonly backendHeader: string;
  /** Whether its answers name the backend that gave them. */
  readonly namesBackends: boolean;
  /** Header fields that every request carries, each ended by CRLF. */
  readonly headerFields: string;
  /** Whether it is known what its maintenance page holds. */
  readonly pageTold: boolean;
  /** What is known of it, so that its breach is a fault. */
  readonly promises: Promises;
  /** What its backends answer by themselves. */
  readonly references: readonly ReferenceAnswer[];
  /** Process ids whose memory is the proxies' and servers' own, by box; empty when not ours. */
  readonly pids: ReadonlyMap<string, number>;
  /** State changes of the frontend's peers so far, on the monotonic clock. */
  transitions(): readonly Transition[];
  /** Asks each backend server for its ledger, on the monotonic clock; null = they are not ours. */
  ledgers(): readonly Promise<ServerLedger>[] | null;
  /** Tells backend servers of the flip (only a faulty one listens). */
  announce(maintenance: boolean): void;
  /** Rejects when a box ends by itself; never resolves. */
  readonly failure: Promise<never>;
  /** Ends every box; idempotent. */
  stop(): Promise<void>;
}

export interface DeployedBackend {
  readonly name: string;
  /** The backend proxy: where the frontend connects and health is asked. */
  readonly origin: Origin;
  /** Health URI on it, after the origin's base path. */
  readonly healthPath: string;
  /** Header fields of a request to it, each ended by CRLF. */
  readonly healthFields: string;
  /** Whether its health answer has a body while it serves. */
  readonly healthTalks: boolean;
  /** The file whose existence means maintenance; null when it is not on this host or not ours. */
  readonly maintenanceFile: string | null;
}

export interface HealthTiming {
  readonly intervalMs: number;
  readonly jitterMs: number;
  readonly fails: number;
  readonly passes: number;
  /** W; null = established connections are never ended. */
  readonly waitMs: number | null;
}

/** A promise that can only reject, and the function that makes it do so. */
export function failureSignal(): {
  readonly promise: Promise<never>;
  readonly fail: (error: TidegateError) => void;
} {
  let fail: (error: TidegateError) => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // A box may die while nobody is waiting on the signal; whoever waits next still sees it.
  promise.catch(() => undefined);
  return { promise, fail };
}
