import * as v from 'valibot';
import type { SessionShare, SessionSpec } from '../../model/scenario.js';
import { chunkSize, durations, interval, share, size } from './values.js';

/** A `mix` entry as written in the file, with one shape for each kind of session. */
export const sessionEntry = v.variant(
  'kind',
  [
    v.strictObject({ share, kind: v.literal('idle') }),
    v.strictObject({ share, kind: v.literal('periodic'), every: interval }),
    v.strictObject({ share, kind: v.literal('response'), lasts: durations, body: size }),
    v.strictObject({
      share,
      kind: v.literal('stream'),
      lasts: durations,
      every: interval,
      chunk: chunkSize,
    }),
    v.strictObject({ share, kind: v.literal('upload'), lasts: durations, body: size }),
    v.strictObject({ share, kind: v.literal('tunnel'), every: interval, message: size }),
  ],
  'a kind: idle, periodic, response, stream, upload or tunnel',
);

type SessionEntry = v.InferOutput<typeof sessionEntry>;

/** Turns an entry into the model's type. */
export function toShare(entry: SessionEntry): SessionShare {
  return { share: entry.share, session: toSession(entry) };
}

function toSession(entry: SessionEntry): SessionSpec {
  switch (entry.kind) {
    case 'idle':
      return { kind: 'idle' };
    case 'periodic':
      return { kind: 'periodic', everyMs: entry.every };
    case 'response':
      return { kind: 'response', lastsMs: entry.lasts, bodyBytes: entry.body };
    case 'stream':
      return {
        kind: 'stream',
        lastsMs: entry.lasts,
        everyMs: entry.every,
        chunkBytes: entry.chunk,
      };
    case 'upload':
      return { kind: 'upload', lastsMs: entry.lasts, bodyBytes: entry.body };
    case 'tunnel':
      return { kind: 'tunnel', everyMs: entry.every, messageBytes: entry.message };
  }
}
