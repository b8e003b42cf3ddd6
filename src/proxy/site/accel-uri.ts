/** Where `X-Accel-Redirect` leads: a decoded path, and arguments as they stand. */
export interface AccelUri {
  readonly path: string;
  readonly args: string;
}

/** Steps up: the location that is found might be another than the one whose files are read. */
const STEPS_UP = /(?:^|\/)\.\.(?:\/|$)/;

/** null = it is not followed, for it is empty or leads up (ngx_http_parse_unsafe_uri). */
export function accelUri(text: string): AccelUri | null {
  const query = text.indexOf('?');
  const written = query < 0 ? text : text.slice(0, query);
  const path = unescaped(written);
  if (path === '' || path.includes('\0') || STEPS_UP.test(written) || STEPS_UP.test(path)) {
    return null;
  }
  return { path, args: query < 0 ? '' : text.slice(query + 1) };
}

/** As nginx has it (ngx_unescape_uri): of what is malformed, some is left out. */
const ESCAPE = /%(?:([0-9a-f]{2})|[0-9a-f].?|(.?))/gis;

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, hex?: string, odd = '') =>
    hex === undefined ? odd : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
