import { type Directive, everyOne } from '../syntax/syntax.js';

/** nginx opens these if nothing is written: ngx_core_module, ngx_http_log_module. */
const DEFAULT_ERROR_LOG = 'the default error_log';
const DEFAULT_ACCESS_LOG = 'the default access_log';

/** How many log files nginx opens: each path once, however many levels name it. */
export function logFilesOf(directives: readonly Directive[]): number {
  const paths = new Set<string>();
  for (const { name, args } of everyOne(directives)) {
    if (name !== 'error_log' && name !== 'access_log') continue;
    const path = args[0]?.text ?? '';
    if (!/^(?:off|stderr|(?:syslog|memory):.*)$|\$/.test(path)) paths.add(path);
  }
  if (!directives.some(({ name }) => name === 'error_log')) paths.add(DEFAULT_ERROR_LOG);
  const http = directives.find(({ name }) => name === 'http')?.body;
  if (
    http &&
    !logs(http) &&
    http.some(({ name, body }) => name === 'server' && !logs(body ?? []))
  ) {
    paths.add(DEFAULT_ACCESS_LOG);
  }
  return paths.size;
}

/** The cache manager and the cache loader, which serve all caches. */
export function helpersOf(directives: readonly Directive[]): number {
  for (const { name } of everyOne(directives)) if (/_cache_path$/.test(name)) return 2;
  return 0;
}

function logs(body: readonly Directive[]): boolean {
  return body.some(({ name }) => name === 'access_log');
}
