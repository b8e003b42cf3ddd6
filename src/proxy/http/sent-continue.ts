import type { HttpRequest } from './request.js';
import type { Session } from './session.js';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

/**
 * To be called where the body is about to be read, or to be dropped before an answer of our own: as in
 * nginx (ngx_http_test_expect), a request whose head alone is enough to refuse it is not asked for its
 * body. Says it no more than once, and also where the body is here already, or where there is none.
 */
export function sayContinue({ connection, out }: Session, request: HttpRequest): void {
  if (!request.awaitsContinue) return;
  request.awaitsContinue = false;
  connection.writeText(CONTINUE);
  // Among the response's bytes, as nginx counts them.
  out.sentBytes += CONTINUE.length;
}
