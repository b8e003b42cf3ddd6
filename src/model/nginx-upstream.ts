import type { Template } from './nginx-words.js';
import type { Place } from './place.js';

export interface Upstream {
  readonly name: string;
  readonly servers: readonly UpstreamServer[];
  /**
   * Shared memory zone: state is one for all workers. Without it each worker counts alone. Here the
   * workers tell each other of connections and failures; whose turn it is, each knows for itself.
   */
  readonly zone: string | null;
  readonly method: BalancingMethod;
  /** Idle upstream connections kept a worker; null = none are kept. */
  readonly keepalive: number | null;
  readonly keepaliveTimeoutMs: number;
  readonly keepaliveRequests: number;
  /** Age from which a connection is not kept any more. */
  readonly keepaliveTimeMs: number;
  /**
   * Ours, not nginx's: the waiting timeout for what is established on a server that health
   * checks mark down. null = wait for ever.
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
      /** On a ketama ring. */
      readonly consistent: boolean;
      readonly place: Place;
    }
  /** `two`: of two drawn, the one with fewer connections. */
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
