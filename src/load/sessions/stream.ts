import { nextAfter, type Session, type SessionHost, type SpecOf } from '../session.js';

/** Chunked responses, a chunk every so often, one response after the other. */
export function streamSession(spec: SpecOf<'stream'>): Session {
  const ask = (client: SessionHost): void =>
    client.request({
      method: 'GET',
      path: `/stream?ms=${client.draw(spec.lastsMs)}&every=${spec.everyMs}&bytes=${spec.chunkBytes}`,
      patterned: true,
    });
  return {
    settledBy: 'head',
    asksLast: false,
    opened: ask,
    answered: (client, head) => nextAfter(client, head, ask),
    due: ask,
  };
}
