import { nextAfter, type Session, type SessionHost, type SpecOf } from '../session.js';

/** Responses with a Content-Length that take some time, one after the other. */
export function responseSession(spec: SpecOf<'response'>): Session {
  const ask = (client: SessionHost): void => {
    const lastsMs = client.draw(spec.lastsMs);
    client.request({
      method: 'GET',
      path: `/respond?bytes=${spec.bodyBytes}&ms=${lastsMs}`,
      lastsMs,
      patterned: true,
    });
  };
  return {
    settledBy: 'sent',
    asksLast: false,
    opened: ask,
    answered: (client, head) => nextAfter(client, head, ask),
    due: ask,
  };
}
