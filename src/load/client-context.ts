import type { ClientConnection, ClientRequest } from '../model/ledger.js';
import type { PlannedConnection } from '../plan/connections.js';
import type { LoadPlan } from '../plan/load-plan.js';
import type { Counts } from './counts.js';
import type { Agenda } from './schedule/agenda.js';

/** What the clients of one worker share. */
export interface ClientContext {
  readonly plan: LoadPlan;
  readonly agenda: Agenda;
  readonly counts: Counts;
  /** Run time in milliseconds. */
  now(): number;
  recordRequest(request: ClientRequest): void;
  recordConnection(connection: ClientConnection): void;
  /**
   * The connection is established in its kind's way, or never will be. Called once for each
   * connection.
   */
  settled(connection: PlannedConnection): void;
  /**
   * The connection is over and its record is written. Called once for each. `lost`: it was open,
   * and this side did not end it in order.
   */
  gone(connection: PlannedConnection, lost: boolean): void;
}
