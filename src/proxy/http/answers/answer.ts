import { httpDate } from '../../../lib/http-date.js';
import { flat } from '../../../lib/text/flat.js';
import type { HttpRequest } from '../request/request.js';
import type { Session } from '../sessions/session.js';
import { composeAgain, composeHead, REPEATED_BYTES } from './compose-answer.js';
import { errorPage, tooLongHeadPage } from './error-page.js';
import { hasErrorPage, statusText } from './status-text.js';

/** Used where nginx prints its own name. */
export const SERVER_NAME = 'tidegate';

/** How the server names itself to the clients of a location: by name, or by name and version. */
export function serverToken({ terms }: Session): string {
  return terms.serverToken ?? SERVER_NAME;
}

export interface Answer {
  readonly status: number;
  /** null = no body and no Content-Type, as for 204. */
  readonly type: string | null;
  readonly body: string | Uint8Array;
  /** Further field lines, each ended by CRLF. */
  readonly fields?: string;
}

/** The next response usually begins as the last one did. */
let lastDate = '';
let lastToken = '';
let lastStatus = '';
let lastStart = '';

/**
 * Status line and the fields every response has, nginx's order.
 * @param token see `serverToken`.
 */
export function responseStart(status: string, token = SERVER_NAME): string {
  const date = httpDate();
  if (date !== lastDate || status !== lastStatus || token !== lastToken) {
    lastDate = date;
    lastToken = token;
    lastStatus = status;
    lastStart = flat(`HTTP/1.1 ${status}\r\nServer: ${token}\r\nDate: ${date}\r\n`);
  }
  return lastStart;
}

const KEEP_ALIVE = 'Connection: keep-alive\r\n';

/** `Connection: keep-alive` or `close`, as settled for this response. */
export function connectionField(session: Session, request: HttpRequest): string {
  if (!session.settlePersistence(request)) return 'Connection: close\r\n';
  const { keepAliveField } = session.terms;
  return keepAliveField ? `Connection: keep-alive\r\n${keepAliveField}` : KEEP_ALIVE;
}

/** Answers a request whole; strings are latin1. The response is finished when this returns. */
export function answer(session: Session, request: HttpRequest, what: Answer): void {
  const status = finalStatus(request, what.status);
  request.answer.status = status;
  const connection = connectionField(session, request);
  send(session, status, what, connection, request.method === 'HEAD');
}

/** The status that the client gets if the answer has a status of its own. */
export function finalStatus({ errorStatus }: HttpRequest, status: number): number {
  return errorStatus === 0 ? status : errorStatus;
}

/** nginx closes the connection after these (ngx_http_special_response_handler). */
export const CLOSING_STATUS: ReadonlySet<number> = new Set([400, 413, 414, 500, 501]);

/**
 * Answers with nginx's page for the status. Error pages of a configuration are handled by the
 * application.
 */
export function answerError(
  session: Session,
  request: HttpRequest,
  status: number,
  fields = '',
): void {
  if (CLOSING_STATUS.has(status)) session.closeAfterResponse();
  const page = hasErrorPage(status) ? errorPage(statusText(status), serverToken(session)) : '';
  const type = page === '' ? null : 'text/html';
  answer(session, request, { status, type, body: page, fields });
}

/** Refuses bytes that are not a complete request; the connection closes. @param head the bytes so far */
export function answerRefusal(session: Session, status: number, head: string): void {
  session.closeAfterResponse();
  // 494 is nginx's internal number for one kind of 400.
  const [code, page] = status === 494 ? [400, tooLongHeadPage] : [status, errorPage];
  const body = page(statusText(code), serverToken(session));
  const what = { status: code, type: 'text/html', body };
  send(session, code, what, 'Connection: close\r\n', head.startsWith('HEAD '));
}

function send(
  session: Session,
  status: number,
  { type, body, fields = '' }: Answer,
  connection: string,
  headOnly: boolean,
): void {
  const start = responseStart(statusText(status), serverToken(session));
  const empty = status === 204 || status === 304;
  const length = status >= 200 && !empty ? body.length : -1;
  const sent = headOnly || empty ? '' : body;
  const text = typeof sent === 'string' ? sent : '';
  const { out } = session;
  if (fields === '' && text.length <= REPEATED_BYTES) {
    const again = composeAgain(start, type, length, connection, text);
    out.prepare(again.text, again.headBytes);
  } else {
    out.prepare(composeHead(start, type, length, connection, fields));
    out.prepare(text);
  }
  if (typeof sent !== 'string') out.send(sent);
  session.finish();
}
