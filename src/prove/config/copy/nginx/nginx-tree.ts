/** Directives that pass on, with the default port of their servers. */
export const PASSES: Readonly<Record<string, number>> = {
  proxy_pass: 80,
  grpc_pass: 80,
  fastcgi_pass: 9000,
  uwsgi_pass: 3031,
  scgi_pass: 4000,
  memcached_pass: 11211,
};

/** Address and port of `listen`; a range of ports does not match. */
export const LISTEN = /^(?:(\[[^\]]+\]|[^:]+):)?(\d+)$/;

/** `http://TARGET/rest`; parts that are not written are empty. */
export function splitTarget(text: string): {
  readonly scheme: string;
  readonly target: string;
  readonly rest: string;
} {
  const scheme = /^[a-z]{1,10}:\/\//i.exec(text)?.[0] ?? '';
  const behind = text.slice(scheme.length);
  // The path of a unix socket ends at a colon, which the URI follows.
  const unix = behind.startsWith('unix:');
  const end = unix ? behind.indexOf(':', 'unix:'.length) : behind.indexOf('/');
  if (end === -1) return { scheme, target: behind, rest: '' };
  return { scheme, target: behind.slice(0, end), rest: behind.slice(end) };
}
