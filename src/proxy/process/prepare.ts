import type { NginxConfig } from '../../model/nginx.js';
import type { Loop } from '../../net/loop.js';
import { ErrorLog } from '../log/error-log.js';
import type { LogFiles } from '../log/log-files.js';
import { createProxy } from '../proxy.js';
import { workerUid } from './worker-user.js';

/** What the master has of a configuration that can be run. */
export interface Prepared {
  /** Of the main level. */
  readonly log: ErrorLog;
  /** Number of the user that workers are to be; null = that of this process. */
  readonly uid: number | null;
}

/**
 * Compiles everything that a worker compiles and opens all its logs, as nginx's master does: what
 * is wrong is found before any worker starts, and the files are there for workers with less rights.
 * @throws TidegateError CONFIG_*, LOG_NOT_WRITABLE, USER_UNKNOWN
 */
export function prepare(
  config: NginxConfig,
  loop: Loop,
  { prefix, files }: { readonly prefix: string; readonly files: LogFiles },
): Prepared {
  const log = ErrorLog.open(config.errorLogs, files);
  createProxy(config, loop, { prefix, files }).close();
  return { log, uid: workerUid(config.user, log) };
}
