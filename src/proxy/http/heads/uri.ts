/** A request target, parsed as nginx does. Strings hold one byte a character (latin1). */
export interface RequestUri {
  /**
   * Path and query as sent, without scheme and host: what `proxy_pass` without a URI passes on. For
   * an absolute-form target without a path it begins with the question mark, as in nginx.
   */
  readonly requestUri: string;
  /** `$uri`: decoded, `.` and `..` resolved, double slashes merged. */
  readonly path: string;
  /** `$args`, as sent. */
  readonly args: string;
  /** Host of an absolute-form target. */
  readonly host: string | null;
}

/** An absolute-form target as nginx accepts it: no user, and only bytes that a host name may have. */
const ABSOLUTE =
  /^[a-z][a-z0-9+.-]*:\/\/([a-z0-9.-]*|\[[a-z0-9:._~!$&'()*+,;=-]*\])(?::\d*)?($|[/?].*$)/i;
/** Whether a target that does not begin with a slash is valid in absolute form. */
export function isAbsoluteForm(target: string): boolean {
  return ABSOLUTE.test(target);
}

/** Whether decoding or resolving changes anything. */
const COMPLEX = /%|\/\/|\/\.|#/;

/**
 * Parses a request target; null when it is malformed or leads above the root.
 * @param simple it begins with a slash, and its path is known to need no decoding and no resolving
 */
export function parseRequestUri(
  target: string,
  mergeSlashes: boolean,
  simple: boolean,
): RequestUri | null {
  if (simple) {
    const query = target.indexOf('?');
    const path = query < 0 ? target : target.slice(0, query);
    return { requestUri: target, path, args: query < 0 ? '' : target.slice(query + 1), host: null };
  }
  let requestUri = target;
  let host: string | null = null;
  if (target.charCodeAt(0) !== 47) {
    const match = ABSOLUTE.exec(target);
    if (match === null) return null;
    host = match[1] ?? '';
    requestUri = match[2] || '/';
  }
  const hash = requestUri.indexOf('#');
  const sent = hash < 0 ? requestUri : requestUri.slice(0, hash);
  const query = sent.indexOf('?');
  const raw = query < 0 ? sent : sent.slice(0, query);
  const path = COMPLEX.test(raw) ? normalizePath(raw, mergeSlashes) : raw || '/';
  if (path === null) return null;
  return { requestUri, path, args: query < 0 ? '' : sent.slice(query + 1), host };
}

function normalizePath(raw: string, mergeSlashes: boolean): string | null {
  const decoded = percentDecode(raw);
  if (decoded === null) return null;
  const kept: string[] = [];
  const segments = decoded.split('/');
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') {
      if (kept.pop() === undefined) return null;
      if (last) kept.push('');
    } else if (segment === '.') {
      if (last) kept.push('');
    } else if (segment !== '' || last || (!mergeSlashes && index > 0)) {
      kept.push(segment);
    }
  }
  return `/${kept.join('/')}`;
}

function percentDecode(text: string): string | null {
  if (/%(?![0-9a-f]{2})|%00/i.test(text)) return null;
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Bytes that may not occur in a request line's path, as in nginx (NGX_ESCAPE_URI). */
const ESCAPED = /[\0-\x20\x7f-\xff"#%?\\<>^`{|}]/;
const EVERY_ESCAPED = new RegExp(ESCAPED, 'g');

/** Escapes a decoded path for a request line. */
export function escapePath(path: string): string {
  // Usually there is nothing to escape, and a test costs less than a replacement.
  if (!ESCAPED.test(path)) return path;
  return path.replace(
    EVERY_ESCAPED,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
