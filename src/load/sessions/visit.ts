import type { Session } from '../session.js';

/** A new client: connects, sends one request, and leaves with the answer. Its latency counts the connect. */
export const visit: Session = {
  settledBy: 'answer',
  asksLast: false,
  opened: (client) => client.request({ method: 'GET', path: '/', scheduledMs: client.startedMs }),
  answered: (client) => client.leave(),
  due: () => undefined,
};
