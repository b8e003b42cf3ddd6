import type { StreamMatch } from '../../model/nginx.js';
import { compileRegex } from '../variables/pattern.js';

/** As much of what a server says as is looked at: `proxy_buffer_size`, at its default. */
export const EXPECT_WINDOW_BYTES = 16 * 1024;

/** What a check says to a server, and what it wants to hear. */
export interface Dialogue {
  /** null = nothing. */
  readonly send: Buffer | null;
  /** null = to be connected, and rid of what is sent, is enough. */
  readonly hears: Hears | null;
}

/** What the bytes so far (latin1) come to; null = more of them may still decide. */
type Hears = (said: string) => boolean | null;

/** Without a `match`, a server that takes the connection is healthy. @throws TidegateError CONFIG_REGEX_BAD */
export function compileStreamMatch(match: StreamMatch | null): Dialogue {
  if (match === null) return { send: null, hears: null };
  const { send, expect, place } = match;
  return {
    send: send === null ? null : Buffer.from(send, 'latin1'),
    hears: expect === null ? null : compileExpect(expect, place),
  };
}

function compileExpect(
  expect: NonNullable<StreamMatch['expect']>,
  place: StreamMatch['place'],
): Hears {
  if (expect.kind === 'literal') {
    const { bytes } = expect;
    return (said) => {
      if (said.length >= bytes.length) return said.startsWith(bytes);
      return bytes.startsWith(said) ? null : false;
    };
  }
  const regex = compileRegex(expect.pattern, expect.ignoreCase, place);
  return (said) => (regex.test(said) ? true : said.length >= EXPECT_WINDOW_BYTES ? false : null);
}
