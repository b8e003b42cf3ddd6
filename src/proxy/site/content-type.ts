import type { Location } from '../../model/nginx.js';

/** nginx's own when no `types` block says otherwise (ngx_http_core_default_types). */
const DEFAULT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  gif: 'image/gif',
  jpg: 'image/jpeg',
};

/** The ending of a path's last part, in lower case; a part that begins with its only dot has none. */
const ENDING = /[^/]\.([^./]+)$/;

/** Content-Type of what is answered here, told by the path's ending. */
export function contentType(path: string, { types, defaultType }: Location): string {
  const ending = ENDING.exec(path)?.[1]?.toLowerCase();
  const known = types ?? DEFAULT_TYPES;
  return ending !== undefined && Object.hasOwn(known, ending)
    ? (known[ending] ?? defaultType)
    : defaultType;
}
