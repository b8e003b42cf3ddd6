import type {
  AccessLogTarget,
  ErrorLogTarget,
  HttpConfig,
  LogFormat,
  NginxConfig,
} from '../../model/nginx.js';
import type { AccessLog } from '../http/request.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';
import { AccessLogs } from './access-log.js';
import { ErrorLog } from './error-log.js';
import type { LogFiles } from './log-files.js';
import { COMBINED_FORMAT, compileFormat } from './log-format.js';

/** The logs of a configuration's locations. */
export class SiteLogs {
  readonly #files: LogFiles;
  readonly #scope: Scope;
  readonly #main: ErrorLog;
  readonly #formats: ReadonlyMap<string, Evaluate>;

  /** @throws TidegateError LOG_FILE, CONFIG_MAP_LOOP */
  constructor(
    { errorLogs }: NginxConfig,
    { logFormats }: HttpConfig,
    scope: Scope,
    files: LogFiles,
  ) {
    this.#files = files;
    this.#scope = scope;
    this.#main = ErrorLog.open(errorLogs, files);
    const compile = (format: LogFormat) => [format.name, compileFormat(format, scope)] as const;
    this.#formats = new Map([COMBINED_FORMAT, ...logFormats].map(compile));
  }

  /** @param targets null = the main level's. @throws TidegateError LOG_FILE */
  errorLog(targets: readonly ErrorLogTarget[] | null): ErrorLog {
    return targets === null ? this.#main : ErrorLog.open(targets, this.#files);
  }

  /** null = off. @throws TidegateError LOG_FILE */
  accessLog(targets: readonly AccessLogTarget[]): AccessLog | null {
    if (targets.length === 0) return null;
    return new AccessLogs(targets, this.#formats, this.#scope, this.#files);
  }
}
