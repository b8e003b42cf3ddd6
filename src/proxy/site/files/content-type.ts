import type { Location } from '../../../model/nginx.js';

/** nginx's types when no `types` block is written (ngx_http_core_default_types). */
const DEFAULT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  gif: 'image/gif',
  jpg: 'image/jpeg',
};

/** The Content-Type of an answer from here, by the ending of the path. */
export function contentType(path: string, { types, defaultType }: Location): string {
  const ending = endingOf(path);
  const known = types ?? DEFAULT_TYPES;
  return ending !== '' && Object.hasOwn(known, ending)
    ? (known[ending] ?? defaultType)
    : defaultType;
}

const DOT = 46;
const SLASH = 47;

/**
 * The text behind the last dot of the last part of a path, in lower case. A dot at the beginning of
 * the part does not count.
 */
function endingOf(path: string): string {
  for (let at = path.length - 1; at > 0; at--) {
    const code = path.charCodeAt(at);
    if (code === SLASH) break;
    if (code !== DOT) continue;
    return path.charCodeAt(at - 1) === SLASH ? '' : path.slice(at + 1).toLowerCase();
  }
  return '';
}
