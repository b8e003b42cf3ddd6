import type { Session } from '../session.js';

/** One request, then silence; one more at the end of the run, to see that the connection still serves. */
export const idle: Session = {
  settledBy: 'answer',
  asksLast: true,
  opened: (client) => client.request({ method: 'GET', path: '/' }),
  answered: () => undefined,
  due: (client) => client.request({ method: 'GET', path: '/' }),
};
