import type { Location } from '../../model/nginx.js';

/** nginx's own when no `types` block says otherwise (ngx_http_core_default_types). */
const DEFAULT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  gif: 'image/gif',
  jpg: 'image/jpeg',
};

/** Content-Type of what is answered here, told by the path's ending. */
export function contentType(path: string, { types, defaultType }: Location): string {
  const ending = endingOf(path);
  const known = types ?? DEFAULT_TYPES;
  return ending !== '' && Object.hasOwn(known, ending)
    ? (known[ending] ?? defaultType)
    : defaultType;
}

const DOT = 46;
const SLASH = 47;

/** What stands behind the last dot of a path's last part, in lower case; that a part begins with is none. */
function endingOf(path: string): string {
  for (let at = path.length - 1; at > 0; at--) {
    const code = path.charCodeAt(at);
    if (code === SLASH) break;
    if (code !== DOT) continue;
    return path.charCodeAt(at - 1) === SLASH ? '' : path.slice(at + 1).toLowerCase();
  }
  return '';
}
