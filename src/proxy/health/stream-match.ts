import type { StreamMatch } from '../../model/nginx.js';
import { compileRegex } from '../variables/pattern.js';

/** How many of a server's bytes are examined: the default of `proxy_buffer_size`. */
export const EXPECT_WINDOW_BYTES = 16 * 1024;

/** What a check sends to a server, and what it expects back. */
export interface Dialogue {
  /** null = nothing is sent. */
  readonly send: Buffer | null;
  /** null = it is enough that the connection opens and takes what is sent. */
  readonly hears: Hears | null;
}

/** The verdict about the bytes so far (latin1); null = further bytes may still decide. */
type Hears = (said: string) => boolean | null;

/**
 * Without a `match`, a server that accepts the connection is healthy. @throws TidegateError
 * CONFIG_REGEX_BAD
 */
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
