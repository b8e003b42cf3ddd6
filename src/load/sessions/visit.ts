import type { Session } from '../session.js';

/**
 * A new client: connects, sends one request, and leaves after the answer. Its latency includes the
 * connect.
 */
export const visit: Session = {
  settledBy: 'answer',
  asksLast: false,
  opened: (client) => client.request({ method: 'GET', path: '/', scheduledMs: client.startedMs }),
  answered: (client) => client.leave(),
  due: () => undefined,
};
