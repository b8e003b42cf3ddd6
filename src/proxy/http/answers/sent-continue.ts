import type { HttpRequest } from '../request/request.js';
import type { Session } from '../sessions/session.js';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

/**
 * Call it when the body is about to be read, or dropped before this side answers. As in nginx
 * (ngx_http_test_expect), a request that is refused by its head alone is not asked for its body.
 * Sends at most once; sends also when the body is already here, or when there is none.
 */
export function sayContinue({ connection, out }: Session, request: HttpRequest): void {
  if (!request.awaitsContinue) return;
  request.awaitsContinue = false;
  connection.writeText(CONTINUE);
  // Counted among the response's bytes, as in nginx.
  out.sentBytes += CONTINUE.length;
}
