import type { Session, SessionHost, SpecOf } from '../session.js';

/**
 * Requests with a short random pause between them. When the connection is closed, one is in flight
 * or was answered a moment before, which shows how wide the keep-alive race is.
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
