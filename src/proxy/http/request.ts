import type { RedirectForm } from '../../model/nginx.js';
import type { Connection } from '../../net/loop.js';
import type { UpstreamTrace } from '../upstream/upstream-trace.js';
import type { Subject } from '../variables/subject.js';
import { type Framing, requestFraming } from './framing.js';
import { USUAL_HEADS } from './head-rules.js';
import type { HeaderList } from './headers.js';
import { hostIn, parseHost } from './host.js';
import type { MessageHead } from './message-head.js';
import { type HeadError, parseRequestHead } from './request-head.js';
import { parseRequestUri, type RequestUri } from './uri.js';

const TAB = 9;
const SPACE = 32;

/** What a request may ask of the client's connection. */
export interface ClientFacts {
  /** `$connection`: counted over the life of the process. */
  readonly number: number;
  /** `$connection_requests`: this one among them. */
  readonly requests: number;
  /** It came with the end of the one before. */
  readonly pipelined: boolean;
  /** When the head was complete, monotonic; 0 where no variable asks for it. */
  readonly startedMs: number;
  /** Head and body, as far as they have come. */
  readonly requestBytes: number;
  /** Of the response so far, its head among them. */
  readonly sentBytes: number;
  readonly sentHeadBytes: number;
}

/** Where a request is written when it has ended. */
export interface AccessLog {
  write(request: HttpRequest): void;
}

/** What a request may ask of the location it stands in. */
export interface Standing {
  /** `$document_root`. */
  readonly root: (request: HttpRequest) => string;
  readonly redirects: RedirectForm;
}

/** One request, with everything that variables may ask of it. */
export interface HttpRequest extends Subject {
  readonly client: ClientFacts;
  /** First line as sent, of a head that could not be read too; null = it is made of its parts. */
  oddLine: string | null;
  /** An error page is fetched with GET, whatever was sent. */
  method: string;
  readonly sentMethod: string;
  readonly minorVersion: 0 | 1;
  readonly headers: HeaderList;
  readonly framing: Framing;
  readonly uri: RequestUri;
  /** `$uri`: decoded, and replaced by internal redirects. */
  path: string;
  /** `$args`, replaced by internal redirects and by `set`. */
  args: string;
  /** The configuration itself has led it to where it is. */
  internal: boolean;
  /** An internal redirect or `set` replaced the URI: what was sent is no longer what is asked for. */
  redirected: boolean;
  /** Status that an error page is sent with, whatever the page has; 0 = none is being made. */
  errorStatus: number;
  /** The location where it is now. */
  at: Standing;
  /** `$host` without its last resort, the server's name; empty when the request names none. */
  readonly host: string;
  /** The client would have the connection stay (its version and its Connection header). */
  readonly wantsKeepAlive: boolean;
  /** It waits for `100 Continue` before it sends the body, and has not got it. See `sayContinue`. */
  awaitsContinue: boolean;
  /** Filled in on the way: the variables of the answer. */
  readonly answer: AnswerFacts;
}

/** What becomes known while a request is answered. */
interface AnswerFacts {
  /** `$server_name`, and `$host` of requests that name none. */
  serverName: string;
  status: number;
  /** `$proxy_host`. */
  proxyHost: string;
  /** What is asked for there, where variables of `proxy_pass` say it; else empty. */
  passedUri: string;
  /** `$upstream_addr`: every server tried, in order. */
  upstreamAddress: string;
  /** Fields of the last upstream's answer. */
  upstreamHeaders: HeaderList | null;
  /** null where no variable asks for it. */
  upstreamTrace: UpstreamTrace | null;
}

/** `$request`, as it was sent. */
export function requestLine({ oddLine, sentMethod, uri, minorVersion }: HttpRequest): string {
  return oddLine ?? `${sentMethod} ${uri.requestUri} HTTP/1.${minorVersion}`;
}

/** `$server_protocol`, as it was sent. */
export function requestProtocol({ oddLine, minorVersion }: HttpRequest): string {
  return /^[^ ]* *[^ ]* *(.*)/.exec(oddLine ?? '')?.[1] || `HTTP/1.${minorVersion}`;
}

export type RequestError = HeadError | 405 | 501;

/**
 * Reads a request's head; a number is the status to refuse it with.
 */
export function readRequest(
  from: MessageHead,
  connection: Connection,
  client: ClientFacts,
  rules = USUAL_HEADS,
): HttpRequest | RequestError {
  const head = parseRequestHead(from, rules);
  if (typeof head === 'number') return head;
  const { method, minorVersion, headers } = head;
  const uri = parseRequestUri(head.target, rules.mergeSlashes, head.simple);
  if (uri === null) return 400;

  if (headers.repeats) return 400;
  const hosts = headers.count('host');
  if (hosts > 1 || (hosts === 0 && minorVersion === 1)) return 400;
  const named = namedHost(from, headers);
  // Beside an absolute-form target the field says nothing, and is checked all the same.
  const host = uri.host === null || named === null ? named : parseHost(uri.host);
  if (host === null) return 400;

  const framing = requestFraming(headers, minorVersion);
  if (typeof framing === 'number') return framing;
  if (method === 'TRACE' || method === 'CONNECT') return 405;

  return {
    connection,
    client,
    oddLine: head.oddLine,
    method,
    sentMethod: method,
    minorVersion,
    headers,
    framing,
    uri,
    path: uri.path,
    args: uri.args,
    internal: false,
    redirected: false,
    errorStatus: 0,
    at: NOWHERE,
    host,
    wantsKeepAlive: wantsKeepAlive(headers.all('connection'), minorVersion),
    awaitsContinue: minorVersion === 1 && headers.get('expect')?.toLowerCase() === '100-continue',
    kept: null,
    captures: null,
    answer: {
      serverName: '',
      status: 0,
      proxyHost: '',
      passedUri: '',
      upstreamAddress: '',
      upstreamHeaders: null,
      upstreamTrace: null,
    },
  };
}

/** What the Host field says; empty when there is none, null when it says no host. */
function namedHost(from: MessageHead, headers: HeaderList): string | null {
  const field = headers.indexOf('host');
  if (field < 0) return '';
  const at = headers.valueAt(field);
  const end = headers.valueEnd(field);
  return hasTabAround(from, at, end) ? null : hostIn(from, at, end);
}

/** A tab is no part of a value (RFC 9110 5.5), but for nginx it is, and of no host. */
function hasTabAround({ bytes, start }: MessageHead, at: number, end: number): boolean {
  let before = start + at - 1;
  while (bytes[before] === SPACE) before--;
  let after = start + end;
  while (bytes[after] === SPACE) after++;
  return bytes[before] === TAB || bytes[after] === TAB;
}

const NOWHERE: Standing = {
  root: () => '',
  redirects: { absolute: true, withPort: true, byServerName: false },
};

/** Of several Connection fields the last that says anything of it holds, as in nginx. */
function wantsKeepAlive(connection: readonly string[], minorVersion: number): boolean {
  let wanted = minorVersion === 1;
  for (const field of connection) {
    const options = field.toLowerCase();
    if (options.includes('close')) wanted = false;
    else if (options.includes('keep-alive')) wanted = true;
  }
  return wanted;
}
