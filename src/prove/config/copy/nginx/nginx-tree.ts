/** Directives that pass on, and the port of their servers where none is written. */
export const PASSES: Readonly<Record<string, number>> = {
  proxy_pass: 80,
  grpc_pass: 80,
  fastcgi_pass: 9000,
  uwsgi_pass: 3031,
  scgi_pass: 4000,
  memcached_pass: 11211,
};

/** Address and port of `listen`; a range of ports is left alone. */
export const LISTEN = /^(?:(\[[^\]]+\]|[^:]+):)?(\d+)$/;

/** `http://TARGET/rest`, each of them empty where it is not written. */
export function splitTarget(text: string): {
  readonly scheme: string;
  readonly target: string;
  readonly rest: string;
} {
  const scheme = /^[a-z]{1,10}:\/\//i.exec(text)?.[0] ?? '';
  const behind = text.slice(scheme.length);
  // The path of a unix socket ends at a colon, behind which stands the URI.
  const unix = behind.startsWith('unix:');
  const end = unix ? behind.indexOf(':', 'unix:'.length) : behind.indexOf('/');
  if (end === -1) return { scheme, target: behind, rest: '' };
  return { scheme, target: behind.slice(0, end), rest: behind.slice(end) };
}
