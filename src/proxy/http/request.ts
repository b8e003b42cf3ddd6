import type { Connection } from '../../net/loop.js';
import { type Framing, requestFraming } from './framing.js';
import { USUAL_HEADS } from './head-rules.js';
import type { HeaderList } from './headers.js';
import { type HeadError, parseRequestHead } from './request-head.js';
import { parseHost, parseRequestUri, type RequestUri } from './uri.js';

/** One request, with everything that variables may ask of it. */
export interface HttpRequest {
  readonly connection: Connection;
  readonly method: string;
  readonly minorVersion: 0 | 1;
  readonly headers: HeaderList;
  readonly framing: Framing;
  readonly uri: RequestUri;
  /** `$uri`: decoded, and replaced by internal redirects. */
  path: string;
  /** `$host` without its last resort, the server's name; empty when the request names none. */
  readonly host: string;
  /** The client would have the connection stay (its version and its Connection header). */
  readonly wantsKeepAlive: boolean;
  /** It waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** Filled in on the way: the variables of the answer. */
  readonly answer: AnswerFacts;
}

/** What becomes known while a request is answered. */
export interface AnswerFacts {
  /** `$server_name`, and `$host` of requests that name none. */
  serverName: string;
  status: number;
  /** `$proxy_host`. */
  proxyHost: string;
  /** `$upstream_addr`: every server tried, in order. */
  upstreamAddress: string;
}

export type RequestError = HeadError | 405 | 501;

/** Reads a request's head; a number is the status to refuse it with. */
export function readRequest(
  text: string,
  connection: Connection,
  rules = USUAL_HEADS,
): HttpRequest | RequestError {
  const head = parseRequestHead(text, rules);
  if (typeof head === 'number') return head;
  const { method, minorVersion, headers } = head;
  const uri = parseRequestUri(head.target);
  if (uri === null) return 400;

  const hosts = headers.count('host');
  if (hosts > 1 || (hosts === 0 && minorVersion === 1)) return 400;
  const named = uri.host ?? headers.get('host');
  const host = named === undefined ? '' : parseHost(named);
  if (host === null) return 400;

  const framing = requestFraming(headers, minorVersion);
  if (typeof framing === 'number') return framing;
  if (method === 'TRACE' || method === 'CONNECT') return 405;

  return {
    connection,
    method,
    minorVersion,
    headers,
    framing,
    uri,
    path: uri.path,
    host,
    wantsKeepAlive: wantsKeepAlive(headers.get('connection'), minorVersion),
    expectsContinue: minorVersion === 1 && headers.get('expect')?.toLowerCase() === '100-continue',
    answer: { serverName: '', status: 0, proxyHost: '', upstreamAddress: '' },
  };
}

function wantsKeepAlive(connection: string | undefined, minorVersion: number): boolean {
  if (connection === undefined) return minorVersion === 1;
  const options = connection.toLowerCase();
  if (options.includes('close')) return false;
  return minorVersion === 1 || options.includes('keep-alive');
}
