import type { RedirectForm } from '../../../model/nginx.js';
import type { Connection } from '../../../net/loop.js';
import { type Framing, requestFraming } from '../bodies/framing.js';
import { USUAL_HEADS } from '../heads/head-rules.js';
import type { HeaderList } from '../heads/headers.js';
import { hostIn, parseHost } from '../heads/host.js';
import type { MessageHead } from '../heads/message-head.js';
import { type HeadError, parseRequestHead } from '../heads/request-head.js';
import { parseRequestUri, type RequestUri } from '../heads/uri.js';
import type { UpstreamTrace } from './upstream-trace.js';

const TAB = 9;
const SPACE = 32;

/** What a request can read about the client's connection. */
export interface ClientFacts {
  /** `$connection`: counted over the life of the process. */
  readonly number: number;
  /** `$connection_requests`, with this request included. */
  readonly requests: number;
  /** It arrived together with the end of the previous request. */
  readonly pipelined: boolean;
  /** When the head was complete, monotonic; 0 if no variable reads it. */
  readonly startedMs: number;
  /** Bytes of head and body so far. */
  readonly requestBytes: number;
  /** Bytes of the response so far, with its head. */
  readonly sentBytes: number;
  readonly sentHeadBytes: number;
}

/** Where a request is logged when it has ended. */
export interface AccessLog {
  write(request: HttpRequest): void;
}

/** What a request can read about its location. */
export interface Standing {
  /** `$document_root`. */
  readonly root: (request: HttpRequest) => string;
  readonly redirects: RedirectForm;
}

/** One request, with everything that variables can read of it. */
export interface HttpRequest {
  readonly connection: Connection;
  /** What `Subject` asks for, so that variables can be evaluated for a request. */
  kept: (string | undefined)[] | null;
  captures: readonly (string | undefined)[] | null;
  readonly client: ClientFacts;
  /**
   * The first line as sent, also of a head that could not be read; null = it is composed of its
   * parts.
   */
  oddLine: string | null;
  /** An error page is requested with GET, whatever was sent. */
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
  /** An internal redirect led the request here. */
  internal: boolean;
  /** An internal redirect or `set` replaced the URI, so it differs from what was sent. */
  redirected: boolean;
  /**
   * The status with which an error page is sent, whatever status the page has; 0 = no error page is
   * being sent.
   */
  errorStatus: number;
  /** Its current location. */
  at: Standing;
  /** `$host` without its last fallback, the server's name; empty when the request names none. */
  readonly host: string;
  /** The client wants to keep the connection (by its version and its Connection header). */
  readonly wantsKeepAlive: boolean;
  /**
   * The client waits for `100 Continue` before it sends the body, and has not received it. See
   * `sayContinue`.
   */
  awaitsContinue: boolean;
  /** Filled in while the request is answered: the variables of the answer. */
  readonly answer: AnswerFacts;
}

/** What becomes known while a request is answered. */
interface AnswerFacts {
  /** `$server_name`, and `$host` of requests that name none. */
  serverName: string;
  status: number;
  /** `$proxy_host`. */
  proxyHost: string;
  /** What is requested there, where variables of `proxy_pass` determine it; otherwise empty. */
  passedUri: string;
  /** `$upstream_addr`: every server tried, in order. */
  upstreamAddress: string;
  /** Fields of the last upstream's answer. */
  upstreamHeaders: HeaderList | null;
  /** null if no variable reads it. */
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

/** Reads a request's head; a number is the status to refuse it with. */
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
  // With an absolute-form target the field has no effect, but is checked nevertheless.
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

/** The host of the Host field; empty when there is no field, null when it is no valid host. */
function namedHost(from: MessageHead, headers: HeaderList): string | null {
  const field = headers.indexOf('host');
  if (field < 0) return '';
  const at = headers.valueAt(field);
  const end = headers.valueEnd(field);
  return hasTabAround(from, at, end) ? null : hostIn(from, at, end);
}

/** A tab is no part of a value (RFC 9110 5.5), but for nginx it is, and not allowed in a host. */
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

/** Of several Connection fields, the last that mentions keeping or closing counts, as in nginx. */
function wantsKeepAlive(connection: readonly string[], minorVersion: number): boolean {
  let wanted = minorVersion === 1;
  for (const field of connection) {
    const options = field.toLowerCase();
    if (options.includes('close')) wanted = false;
    else if (options.includes('keep-alive')) wanted = true;
  }
  return wanted;
}
