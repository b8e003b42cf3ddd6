import type { Connection } from '../../net/loop.js';
import { headOf } from './message-head.js';
import { type ClientFacts, type HttpRequest, readRequest } from './request.js';

const PLAIN = headOf('GET / HTTP/1.0\r\n\r\n');

/** Stands in logs for a request whose head was refused: its first line is all that is kept of it. */
export function refusedRequest(
  head: string,
  connection: Connection,
  client: ClientFacts,
  status: number,
): HttpRequest {
  const request = readRequest(PLAIN, connection, client);
  if (typeof request === 'number') throw new Error('a plain head was refused');
  request.oddLine = head.split(/[\r\n]/, 1)[0] ?? '';
  // As in nginx, whose own number says no more than 400 to others.
  request.answer.status = status === 494 ? 400 : status;
  return request;
}
