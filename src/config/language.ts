/** The proxy that a configuration file is for. */
export type ConfigLanguage = 'nginx' | 'haproxy';

/** The first line with words on it. nginx's directives end with `;` or `{`, HAProxy's sections do not. */
const HAPROXY_SECTION =
  /^(?:global|defaults|frontend|backend|listen|userlist|peers|resolvers|cache|program|\.if)\b[^;{]*$/;

/**
 * Decided by the first line that is neither a comment nor the mark of a template, and by the name
 * if there is none.
 * @param text null = it could not be read, which its reader reports
 */
export function languageOf(file: string, text: string | null): ConfigLanguage {
  const first = /^[ \t]*(?!\{[{%#]|<%)([^\s#][^\r\n#]*)/m
    .exec((text ?? '').replace(/^\uFEFF/, ''))?.[1]
    ?.trim();
  if (first === undefined) return file.endsWith('.cfg') ? 'haproxy' : 'nginx';
  return HAPROXY_SECTION.test(first) ? 'haproxy' : 'nginx';
}
