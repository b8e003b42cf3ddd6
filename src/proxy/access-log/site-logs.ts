import type { AccessLogTarget, ErrorLogTarget, LogFormat } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request/request.js';
import { ErrorLog } from '../log/error-log.js';
import type { LogFiles } from '../log/log-files.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';
import type { BuiltIn } from '../variables/scope.js';
import { AccessLogs } from './access-log.js';
import { compileFormat } from './log-format.js';

/** What the logs of one part of a configuration are made of. */
export interface LogParts<R> {
  /** Logs of the main level. */
  readonly errorLogs: readonly ErrorLogTarget[];
  readonly formats: readonly LogFormat[];
  readonly scope: Scope<R>;
  readonly builtIn: BuiltIn<R>;
  readonly files: LogFiles;
}

/** The logs of a part's locations, or of its servers where it has no locations. */
export class SiteLogs<R = HttpRequest> {
  readonly #files: LogFiles;
  readonly #scope: Scope<R>;
  readonly #main: ErrorLog;
  readonly #formats: ReadonlyMap<string, Evaluate<R>>;

  /** @throws TidegateError LOG_NOT_WRITABLE, CONFIG_MAP_CIRCULAR */
  constructor({ errorLogs, formats, scope, builtIn, files }: LogParts<R>) {
    this.#files = files;
    this.#scope = scope;
    this.#main = ErrorLog.open(errorLogs, files);
    this.#formats = new Map(
      formats.map((format) => [format.name, compileFormat(format, scope, builtIn)] as const),
    );
  }

  /** @param targets null = the main level's. @throws TidegateError LOG_NOT_WRITABLE */
  errorLog(targets: readonly ErrorLogTarget[] | null): ErrorLog {
    return targets === null ? this.#main : ErrorLog.open(targets, this.#files);
  }

  /** null = off. @throws TidegateError LOG_NOT_WRITABLE */
  accessLog(targets: readonly AccessLogTarget[]): AccessLogs<R> | null {
    if (targets.length === 0) return null;
    return new AccessLogs(targets, this.#formats, this.#scope, this.#files);
  }
}
