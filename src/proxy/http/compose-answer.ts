import { flat } from '../../lib/flat.js';

/** A longer text is not worth a look whether it is the last one. */
export const REPEATED_BYTES = 4096;

/** A head, and the text that follows it. */
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
 * Head and text of an answer that mostly is the last one again: a fixed text, a maintenance page.
 * What is returned holds until the next call.
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
    // What is put together is laid out anew each time it is sent, unless it is in one piece.
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
