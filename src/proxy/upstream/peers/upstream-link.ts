import type { Connection } from '../../../net/loop.js';
import type { Reusable } from '../../slots/reusables.js';

/** The owner of an idle connection. */
export interface Keeper {
  /** Closes it. */
  giveUp(link: UpstreamLink): void;
}

/** One connection to an upstream server, for all the requests that it carries. */
export class UpstreamLink implements Reusable {
  olderReusable: Reusable | null = null;
  newerReusable: Reusable | null = null;
  reusableNumber = 0;
  readonly connection: Connection;
  /** Requests that it has carried; 0 = it is new. */
  requests = 0;
  readonly openedMs: number;
  /** When the last of them was answered. */
  idleSinceMs = 0;
  /** Set only while it is idle. */
  keeper: Keeper | null = null;

  /** @param openedMs on the sweep's clock */
  constructor(connection: Connection, openedMs: number) {
    this.connection = connection;
    this.openedMs = openedMs;
  }

  /** Another connection needs the slot. */
  giveWay(): void {
    this.keeper?.giveUp(this);
  }
}
