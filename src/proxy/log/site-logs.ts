import type { ErrorLogTarget } from '../../model/nginx.js';
import { ErrorLog } from './error-log.js';
import type { LogFiles } from './log-files.js';

/** The logs of a configuration's locations. */
export class SiteLogs {
  readonly #files: LogFiles;
  readonly #main: ErrorLog;

  /** @throws TidegateError LOG_FILE */
  constructor(files: LogFiles, main: readonly ErrorLogTarget[]) {
    this.#files = files;
    this.#main = ErrorLog.open(main, files);
  }

  /** @param targets null = the main level's. @throws TidegateError LOG_FILE */
  errorLog(targets: readonly ErrorLogTarget[] | null): ErrorLog {
    return targets === null ? this.#main : ErrorLog.open(targets, this.#files);
  }
}
