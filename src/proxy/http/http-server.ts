import type { Connection, ConnectionHandler } from '../../net/loop.js';
import type { Application, SessionContext } from './application.js';
import { Reusables } from './reusables.js';
import { Roster } from './roster.js';
import { Session } from './session.js';
import type { Sweep } from './sweep.js';

/** The client connections of a process. */
export class SessionRoster extends Roster<Session> {
  protected placeOf({ place }: Session): number {
    return place;
  }

  protected place(session: Session, place: number): void {
    session.place = place;
  }
}

/** The client side of a process: every session, whatever address it came in by. */
export class HttpServer implements SessionContext<Session> {
  readonly application: Application<Session>;
  readonly sweep: Sweep;
  readonly sessions = new SessionRoster();
  readonly reusables: Reusables;
  readonly timesRequests: boolean;
  quitting = false;

  /** @param reusables what may be closed where slots run out; default: nobody asks. */
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

  /** @param number `$connection`, where anybody asks for it. */
  accept(connection: Connection, number = 0): ConnectionHandler {
    this.application.opened?.(connection);
    return new Session(connection, this, number);
  }

  /**
   * Kept connections end now, the others after their response. As in nginx, that goes for those
   * too that have not asked yet: who has just connected is about to.
   */
  quit(): void {
    this.quitting = true;
    for (const session of this.sessions) if (session.resting) session.linger();
  }
}
