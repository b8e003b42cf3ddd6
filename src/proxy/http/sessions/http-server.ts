import { Roster } from '../../../lib/roster.js';
import type { Sweep } from '../../../lib/sweep.js';
import type { Connection, ConnectionHandler } from '../../../net/loop.js';
import { Reusables } from '../../slots/reusables.js';
import type { Application, SessionContext } from './application.js';
import { Session } from './session.js';

/** The client connections of a process. */
export class SessionRoster extends Roster<Session> {
  protected placeOf({ place }: Session): number {
    return place;
  }

  protected place(session: Session, place: number): void {
    session.place = place;
  }
}

/** The client side of a process: every session, on whatever address it arrived. */
export class HttpServer implements SessionContext<Session> {
  readonly application: Application<Session>;
  readonly sweep: Sweep;
  readonly sessions = new SessionRoster();
  readonly reusables: Reusables;
  readonly timesRequests: boolean;
  quitting = false;

  /** @param reusables connections that may be closed when slots run out; default: none are */
  constructor(
    application: Application<Session>,
    sweep: Sweep,
    { timesRequests = false, reusables = new Reusables() } = {},
  ) {
    this.timesRequests = timesRequests;
    this.reusables = reusables;
    this.application = application;
    this.sweep = sweep;
  }

  /** @param number `$connection`, if a variable reads it */
  accept(connection: Connection, number = 0): ConnectionHandler {
    this.application.opened?.(connection);
    return new Session(connection, this, number);
  }

  /**
   * Kept connections end now, the others after their response. As in nginx, this includes
   * connections that have not sent a request yet, because a client that has just connected is about
   * to send one.
   */
  quit(): void {
    this.quitting = true;
    for (const session of this.sessions) if (session.resting) session.linger();
  }
}
