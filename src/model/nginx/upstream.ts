import type { Place } from '../place.js';
import type { Template } from './words.js';

export interface Upstream {
  readonly name: string;
  readonly servers: readonly UpstreamServer[];
  /**
   * Shared memory zone: all workers share one state. Without it each worker counts alone. Here the
   * workers report connections and failures to each other; the order of balancing each keeps for
   * itself.
   */
  readonly zone: string | null;
  readonly method: BalancingMethod;
  /** Idle upstream connections kept in each worker; null = none are kept. */
  readonly keepalive: number | null;
  readonly keepaliveTimeoutMs: number;
  readonly keepaliveRequests: number;
  /** Beyond this age a connection is not kept. */
  readonly keepaliveTimeMs: number;
  /**
   * A setting of Tidegate, not of nginx: the waiting timeout for established connections of a
   * server that health checks mark down. Null = wait without limit.
   */
  readonly drainTimeoutMs: number | null;
  readonly place: Place;
}

/** How an upstream chooses among its servers. */
export type BalancingMethod =
  | { readonly kind: 'round-robin' | 'least-conn' | 'ip-hash' }
  | {
      readonly kind: 'hash';
      readonly key: Template;
      /** With a ketama ring. */
      readonly consistent: boolean;
      readonly place: Place;
    }
  /** `two`: of two random servers, the one with fewer connections. */
  | { readonly kind: 'random'; readonly two: boolean };

export interface UpstreamServer {
  /** As written: `127.0.0.1:8080`, `backend.example:80`. */
  readonly address: string;
  /** `unix:PATH` for a socket, which has no port: 0. */
  readonly host: string;
  readonly port: number;
  readonly weight: number;
  /** 0 = unlimited, as in nginx. */
  readonly maxConns: number;
  readonly maxFails: number;
  readonly failTimeoutMs: number;
  readonly slowStartMs: number;
  readonly backup: boolean;
  readonly down: boolean;
  readonly place: Place;
}
