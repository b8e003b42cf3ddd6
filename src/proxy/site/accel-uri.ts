/** The target of `X-Accel-Redirect`: a decoded path, and arguments unchanged. */
export interface AccelUri {
  readonly path: string;
  readonly args: string;
}

/**
 * Steps up in the path: the location found by the path could differ from the one whose files are
 * read.
 */
const STEPS_UP = /(?:^|\/)\.\.(?:\/|$)/;

/** null = it is not followed, because it is empty or leads up (ngx_http_parse_unsafe_uri). */
export function accelUri(text: string): AccelUri | null {
  const query = text.indexOf('?');
  const written = query < 0 ? text : text.slice(0, query);
  const path = unescaped(written);
  if (path === '' || path.includes('\0') || STEPS_UP.test(written) || STEPS_UP.test(path)) {
    return null;
  }
  return { path, args: query < 0 ? '' : text.slice(query + 1) };
}

/** Escapes as nginx reads them (ngx_unescape_uri): parts of malformed ones are dropped. */
const ESCAPE = /%(?:([0-9a-f]{2})|[0-9a-f].?|(.?))/gis;

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, hex?: string, odd = '') =>
    hex === undefined ? odd : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
