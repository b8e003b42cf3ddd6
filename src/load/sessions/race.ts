import type { Session, SessionHost, SpecOf } from '../session.js';

/**
 * Requests with a short pause of random length between: when its connection is closed, one is
 * under way or was answered a moment before, and the width of the keep-alive race shows.
 */
export function raceSession(spec: SpecOf<'race'>): Session {
  const ask = (client: SessionHost): void => client.request({ method: 'GET', path: '/' });
  return {
    settledBy: 'answer',
    asksLast: false,
    opened: ask,
    answered: (client) => client.wakeAt(client.now() + client.draw(spec.pauseMs)),
    due: ask,
  };
}
