import { flat } from '../../../lib/text/flat.js';

/** Comparing a longer text with the last one costs more than it saves. */
export const REPEATED_BYTES = 4096;

/** A head and the text that follows it. */
export interface Composed {
  readonly text: string;
  readonly headBytes: number;
}

/**
 * @param start status line and first fields, see `responseStart`.
 * @param type null = without Content-Type.
 * @param length -1 = without Content-Length.
 * @param connection as `fields`: field lines, each ended by CRLF.
 */
export function composeHead(
  start: string,
  type: string | null,
  length: number,
  connection: string,
  fields = '',
): string {
  let head = start;
  if (type !== null) head += `Content-Type: ${type}\r\n`;
  if (length >= 0) head += `Content-Length: ${length}\r\n`;
  return `${head}${connection}${fields}\r\n`;
}

const last = {
  start: '',
  type: null as string | null,
  length: -1,
  connection: '',
  body: '',
  text: '',
  headBytes: 0,
  repeated: false,
};

/**
 * Composes the head and text of an answer that is usually the same as the last one: a fixed text, a
 * maintenance page. The result is valid until the next call.
 */
export function composeAgain(
  start: string,
  type: string | null,
  length: number,
  connection: string,
  body: string,
): Composed {
  const sameHead = start === last.start && length === last.length && connection === last.connection;
  if (sameHead && type === last.type && body === last.body) {
    // A text that was concatenated is copied together each time it is sent, unless it is flat.
    if (!last.repeated) last.text = flat(last.text);
    last.repeated = true;
    return last;
  }
  const head = composeHead(start, type, length, connection);
  last.start = start;
  last.type = type;
  last.length = length;
  last.connection = connection;
  last.body = body;
  last.text = head + body;
  last.headBytes = head.length;
  last.repeated = false;
  return last;
}
