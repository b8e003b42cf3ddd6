import { httpDate } from '../../../lib/http-date.js';
import { absolute } from '../../http/answers/absolute-location.js';
import { connectionField, responseStart, serverToken } from '../../http/answers/answer.js';
import { statusText } from '../../http/answers/status-text.js';
import type { Framing } from '../../http/bodies/framing.js';
import type { ResponseHead } from '../../http/heads/response-head.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { Session } from '../../http/sessions/session.js';
import type { ProxyLocation } from '../plan/proxy-location.js';
import type { RewriteUrl } from '../plan/rewrite-url.js';

/**
 * How a response's body is passed on to the client.
 * - `as-is`: its bytes, whose number is known. `chunks`: the upstream's own chunks, checked.
 * - `encode`: encoded as chunks. `until-close`: for HTTP/1.0 clients, ended by the close.
 * - `empty`: there is none, although the client did not send HEAD (`proxy_method HEAD`).
 */
export type Relaying = 'as-is' | 'chunks' | 'encode' | 'until-close' | 'empty';

/** @param chunkedCoding the client may get chunks */
export function relayingOf(
  framing: Framing,
  request: HttpRequest,
  chunkedCoding: boolean,
): Relaying {
  if (framing.kind === 'none' || framing.kind === 'length') return 'as-is';
  if (request.minorVersion === 0 || !chunkedCoding) return 'until-close';
  return framing.kind === 'chunked' ? 'chunks' : 'encode';
}

/**
 * The head for the client; also decides whether its connection stays.
 * @param carried field lines that earlier answers have left
 */
export function composeResponseHead(
  session: Session,
  request: HttpRequest,
  head: ResponseHead,
  relaying: Relaying,
  location: Pick<ProxyLocation, 'plan' | 'fields'>,
  carried: string,
): string {
  const { hidden, passed, rewriteUrl } = location.plan;
  if (relaying === 'until-close') session.closeAfterResponse();
  const { errorStatus, answer } = request;
  const status = errorStatus === 0 ? head.statusText : statusText(errorStatus);
  const token = serverToken(session);
  let text = passed === null ? responseStart(status, token) : passingStart(status, token, passed);
  const length = head.headers.get('content-length');
  if (relaying === 'empty') {
    text += 'Content-Length: 0\r\n';
  } else if (relaying === 'as-is') {
    if (length !== undefined) text += `Content-Length: ${length}\r\n`;
  } else if (relaying !== 'until-close') {
    text += 'Transfer-Encoding: chunked\r\n';
  }
  text += head.status === 101 ? 'Connection: upgrade\r\n' : connectionField(session, request);
  text += head.headers.linesWithout(hidden);
  if (rewriteUrl !== null) text += rewrittenFields(head, request, rewriteUrl);
  return `${text}${carried}${location.fields(request, answer.status)}\r\n`;
}

/** Status line, server and date; the last two are the upstream's where the configuration passes them. */
function passingStart(status: string, token: string, passed: ReadonlySet<string>): string {
  let text = `HTTP/1.1 ${status}\r\n`;
  if (!passed.has('server')) text += `Server: ${token}\r\n`;
  if (!passed.has('date')) text += `Date: ${httpDate()}\r\n`;
  return text;
}

/**
 * The `Location` and `Refresh` lines of an answer, with their URLs rewritten where a rule matches.
 * A rewritten `Location` is made absolute, like one of this proxy's own.
 */
function rewrittenFields(
  { headers }: ResponseHead,
  request: HttpRequest,
  rewrite: RewriteUrl,
): string {
  let lines = '';
  for (const [name, value] of headers.named('location')) {
    const url = rewrite(value, request);
    lines += `${name}: ${url === null ? value : absolute(url, request)}\r\n`;
  }
  for (const [name, value] of headers.named('refresh')) {
    const start = value.toLowerCase().indexOf('url=') + 'url='.length;
    const url = start < 'url='.length ? null : rewrite(value.slice(start), request);
    lines += `${name}: ${url === null ? value : value.slice(0, start) + url}\r\n`;
  }
  return lines;
}
