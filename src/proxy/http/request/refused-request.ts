import type { Connection } from '../../../net/loop.js';
import { headOf } from '../heads/message-head.js';
import { type ClientFacts, type HttpRequest, readRequest } from './request.js';

const PLAIN = headOf('GET / HTTP/1.0\r\n\r\n');

/** Represents a request whose head was refused in logs; only its first line is kept. */
export function refusedRequest(
  head: string,
  connection: Connection,
  client: ClientFacts,
  status: number,
): HttpRequest {
  const request = readRequest(PLAIN, connection, client);
  if (typeof request === 'number') throw new Error('a plain head was refused');
  request.oddLine = head.split(/[\r\n]/, 1)[0] ?? '';
  // As in nginx, whose internal number is logged as 400.
  request.answer.status = status === 494 ? 400 : status;
  return request;
}
