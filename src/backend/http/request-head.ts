/** What the backend server reads of a request's head. */
export class RequestHead {
  method = '';
  /** As sent, without the query. */
  path = '';
  query = '';
  minorVersion: 0 | 1 = 1;
  /** X-Tidegate-Id: the client's name for this request; empty = none. */
  id = '';
  /** The protocol to upgrade the connection to, in lower case; empty = none. */
  upgrade = '';
  /** null = no Content-Length. */
  contentLength: number | null = null;
  chunked = false;
  /** The client sends the body only after `100 Continue`. */
  expectsContinue = false;
  hosts = 0;
  /** Options of the Connection fields. */
  closes = false;
  keepsAlive = false;
  upgrades = false;

  /** The client wants to keep the connection after the response (RFC 9112 9.3). */
  get persists(): boolean {
    return !this.closes && (this.minorVersion === 1 || this.keepsAlive);
  }

  /** The client asks for this protocol, in lower case; HTTP/1.0 cannot (RFC 9110 7.8). */
  asksFor(protocol: string): boolean {
    return this.minorVersion === 1 && this.upgrades && this.upgrade === protocol;
  }

  get hasBody(): boolean {
    return this.chunked || (this.contentLength ?? 0) > 0;
  }
}

/** The status with which a head is refused. */
export type HeadError = 400 | 431 | 501 | 505;

/**
 * token SP target SP version (RFC 9112 3). Targets may contain bytes above 127, because proxies
 * pass them on.
 */
const REQUEST_LINE = /^([!#$%&'*+.^_`|~\dA-Za-z-]+) ([^\0- \x7f]+) HTTP\/(\d)\.(\d)$/;
/** Longer than any registered method; the ledger counts requests by method. */
const MAX_METHOD_LENGTH = 32;
/** A target in absolute form, up to its path. */
const AUTHORITY = /^https?:\/\/[^/?#]+/i;

/** Reads the request line into `head`; 0 = it is valid. */
export function readRequestLine(line: string, head: RequestHead): HeadError | 0 {
  const match = REQUEST_LINE.exec(line);
  if (match === null) return 400;
  const [, method = '', sent = '', major, minor] = match;
  if (method.length > MAX_METHOD_LENGTH) return 501;
  if (major !== '1' || (minor !== '0' && minor !== '1')) return 505;
  head.method = method;
  head.minorVersion = minor === '0' ? 0 : 1;
  const authority = AUTHORITY.exec(sent);
  const target = authority === null ? sent : sent.slice(authority[0].length);
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  head.path = path === '' && authority !== null ? '/' : path;
  if (mark >= 0) head.query = target.slice(mark + 1);
  const rightForm = head.path.startsWith('/') || (sent === '*' && method === 'OPTIONS');
  return rightForm ? 0 : 400;
}

/** Checks the fields together; 0 = they are valid. */
export function checkHead({
  minorVersion,
  hosts,
  chunked,
  contentLength,
}: RequestHead): HeadError | 0 {
  if (hosts > 1 || (hosts === 0 && minorVersion === 1)) return 400;
  // If a message could be split in two ways, two readers may split it differently (RFC 9112 6.3).
  return chunked && (minorVersion === 0 || contentLength !== null) ? 400 : 0;
}
