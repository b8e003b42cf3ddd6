import type { Session } from '../session.js';

/** One request, then silence; one more at the run's end, to see that the connection still serves. */
export const idle: Session = {
  settledBy: 'answer',
  asksLast: true,
  opened: (client) => client.request({ method: 'GET', path: '/' }),
  answered: () => undefined,
  due: (client) => client.request({ method: 'GET', path: '/' }),
};
