import type { BenchClient } from './bench-client.js';

/** What decides when a request goes out: a closed loop or an open one. */
export interface Flow {
  /** The time has come: these are the clients, some of them open. */
  begin(clients: readonly BenchClient[], nowMs: number): void;
  /** This client may take a request, or several. Before `begin` too. */
  free(client: BenchClient, nowMs: number): void;
  /** Whether there is nothing more to send. */
  over(nowMs: number): boolean;
  /** Sends nothing more. */
  stop(nowMs: number): void;
  /** Requests whose time came, and those of them that were not sent. Both 0 where nothing has a time. */
  readonly due: number;
  readonly unsent: number;
  /** How late the tester sent at worst though a connection was free, in milliseconds. */
  readonly lagMs: number;
}
