/** A request target, taken apart as nginx does. Strings hold one byte a character (latin1). */
export interface RequestUri {
  /**
   * As sent, path and query, without scheme and host: what `proxy_pass` without a URI passes on.
   * Of an absolute-form target without a path it begins with the question mark, as in nginx.
   */
  readonly requestUri: string;
  /** `$uri`: decoded, `.` and `..` resolved, double slashes merged. */
  readonly path: string;
  /** `$args`, as sent. */
  readonly args: string;
  /** Host of an absolute-form target. */
  readonly host: string | null;
}

/** An absolute-form target as nginx takes it: no user, no byte that a host's name has not. */
const ABSOLUTE =
  /^[a-z][a-z0-9+.-]*:\/\/([a-z0-9.-]*|\[[a-z0-9:._~!$&'()*+,;=-]*\])(?::\d*)?($|[/?].*$)/i;
/** Whether a target that does not begin with a slash is one all the same: in absolute form. */
export function isAbsoluteForm(target: string): boolean {
  return ABSOLUTE.test(target);
}

/** Whether decoding or resolving changes anything. */
const COMPLEX = /%|\/\/|\/\.|#/;

/**
 * Takes a request target apart; null when it is malformed or leads above the root.
 * @param simple it begins with a slash, and its path is known to need no decoding and no resolving.
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

/** What may not stand in a request line's path, as nginx has it (NGX_ESCAPE_URI). */
const ESCAPED = /[\0-\x20\x7f-\xff"#%?\\<>^`{|}]/;
const EVERY_ESCAPED = new RegExp(ESCAPED, 'g');

/** Escapes a decoded path for a request line. */
export function escapePath(path: string): string {
  // Mostly there is nothing to escape, which a test tells for less than a replacement.
  if (!ESCAPED.test(path)) return path;
  return path.replace(
    EVERY_ESCAPED,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
