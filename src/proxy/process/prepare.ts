import type { NginxConfig } from '../../model/nginx.js';
import type { Loop } from '../../net/loop.js';
import { ErrorLog } from '../log/error-log.js';
import type { LogFiles } from '../log/log-files.js';
import { createProxy } from '../serving/proxy.js';
import { workerUid } from './worker-user.js';

/** What the master keeps of a configuration that can be run. */
export interface Prepared {
  /** The log of the main level. */
  readonly log: ErrorLog;
  /** User id of the workers; null = that of this process. */
  readonly uid: number | null;
}

/**
 * Compiles everything that a worker compiles and opens all its logs, as nginx's master does. So
 * errors are found before any worker starts, and the files exist for workers with fewer rights.
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
