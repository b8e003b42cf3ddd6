import { answer, answerError } from '../http/answer.js';
import { DISCARD, type Exchange } from '../http/exchange.js';
import type { HttpRequest } from '../http/request.js';
import type { Session } from '../http/session.js';
import type { Evaluate } from './evaluate.js';

/** `return`, compiled. */
export interface CompiledReturn {
  readonly status: number;
  readonly text: Evaluate | null;
  /** Type of a body; a `return` knows no file name to tell it from. */
  readonly type: string;
  /** add_header lines. */
  fields(request: HttpRequest, status: number): string;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Answers with a `return`: text, a redirect, or the status's own page. */
export function answerReturn(
  session: Session,
  request: HttpRequest,
  { status, text, type, fields }: CompiledReturn,
): Exchange {
  const added = fields(request, status);
  if (status === 444) {
    // nginx's own: no answer at all.
    session.close();
  } else if (REDIRECTS.has(status) && text !== null) {
    const location = absolute(text(request), request);
    answerError(session, request, status, `Location: ${location}\r\n${added}`);
  } else if (text !== null && status !== 204) {
    answer(session, request, { status, type, body: text(request), fields: added });
  } else {
    answerError(session, request, status, added);
  }
  return DISCARD;
}

/** nginx sends absolute redirects (absolute_redirect on, server_name_in_redirect off). */
export function absolute(location: string, request: HttpRequest): string {
  if (!location.startsWith('/')) return location;
  const { connection, host, answer: facts } = request;
  const port = connection.localPort === 80 ? '' : `:${connection.localPort}`;
  return `http://${host === '' ? facts.serverName : host}${port}${location}`;
}
