import { connectionField, responseStart } from '../http/answer.js';
import type { Framing } from '../http/framing.js';
import type { HttpRequest } from '../http/request.js';
import type { ResponseHead } from '../http/response-head.js';
import type { Session } from '../http/session.js';
import { statusText } from '../http/status-text.js';

/**
 * How a response's body goes on to the client.
 * - `as-is`: its bytes, of known number. `chunks`: the upstream's own chunks, checked.
 * - `encode`: made into chunks. `until-close`: for HTTP/1.0 clients, ended by the close.
 */
export type Relaying = 'as-is' | 'chunks' | 'encode' | 'until-close';

export function relayingOf(framing: Framing, request: HttpRequest): Relaying {
  if (framing.kind === 'none' || framing.kind === 'length') return 'as-is';
  if (request.minorVersion === 0) return 'until-close';
  return framing.kind === 'chunked' ? 'chunks' : 'encode';
}

/** Fields of the upstream that end here, or that this side says itself. */
export const WITHHELD: ReadonlySet<string> = new Set([
  'server',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
]);

/**
 * The head that goes to the client; settles whether its connection stays.
 * @param fields the location's add_header lines.
 * @param hidden lower-case names of the upstream's fields that stay here.
 */
export function composeResponseHead(
  session: Session,
  request: HttpRequest,
  head: ResponseHead,
  relaying: Relaying,
  fields: string,
  hidden: ReadonlySet<string>,
): string {
  if (relaying === 'until-close') session.closeAfterResponse();
  let text = responseStart(
    request.errorStatus === 0 ? head.statusText : statusText(request.errorStatus),
  );
  const length = head.headers.get('content-length');
  if (relaying === 'as-is') {
    if (length !== undefined) text += `Content-Length: ${length}\r\n`;
  } else if (relaying !== 'until-close') {
    text += 'Transfer-Encoding: chunked\r\n';
  }
  text += head.status === 101 ? 'Connection: upgrade\r\n' : connectionField(session, request);
  return `${text}${head.headers.linesWithout(hidden)}${fields}\r\n`;
}
