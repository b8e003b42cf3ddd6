import type { BenchClient } from '../worker/bench-client.js';

/** Decides when a request is sent: a closed loop or an open one. */
export interface Flow {
  /** The time has come. These are the clients, some of them connected. */
  begin(clients: readonly BenchClient[], nowMs: number): void;
  /** This client may take one or more requests. May be called before `begin`. */
  free(client: BenchClient, nowMs: number): void;
  /** Whether nothing more is to be sent. */
  over(nowMs: number): boolean;
  /** Stops sending. */
  stop(nowMs: number): void;
  /** Requests that became due, and how many of them were not sent. Both 0 in a closed loop. */
  readonly due: number;
  readonly unsent: number;
  /** How late the tester sent at worst although a connection was free, in milliseconds. */
  readonly lagMs: number;
}
