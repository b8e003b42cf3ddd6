import { nextAfter, type Session, type SessionHost, type SpecOf } from '../session.js';

/** Chunked responses, with a chunk at a fixed interval, one response after the other. */
export function streamSession(spec: SpecOf<'stream'>): Session {
  const ask = (client: SessionHost): void => {
    const lastsMs = client.draw(spec.lastsMs);
    client.request({
      method: 'GET',
      path: `/stream?ms=${lastsMs}&every=${spec.everyMs}&bytes=${spec.chunkBytes}`,
      lastsMs,
      patterned: true,
    });
  };
  return {
    settledBy: 'head',
    asksLast: false,
    opened: ask,
    answered: (client, head) => nextAfter(client, head, ask),
    due: ask,
  };
}
