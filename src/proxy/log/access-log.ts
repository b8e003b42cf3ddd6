import type { AccessLogTarget } from '../../model/nginx.js';
import type { AccessLog, HttpRequest } from '../http/request.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';
import type { LogFile } from './log-file.js';
import type { LogFiles } from './log-files.js';

interface Output {
  readonly file: LogFile;
  readonly line: Evaluate;
  readonly condition: Evaluate | null;
}

/** The access logs of one location, one line for each request that has ended. */
export class AccessLogs implements AccessLog {
  readonly #outputs: readonly Output[];

  /** @param formats compiled, by name. @throws TidegateError LOG_FILE */
  constructor(
    targets: readonly AccessLogTarget[],
    formats: ReadonlyMap<string, Evaluate>,
    scope: Scope,
    files: LogFiles,
  ) {
    this.#outputs = targets.map(({ path, format, condition, place }) => ({
      file: files.open(path),
      line: formats.get(format) ?? (() => ''),
      condition: condition === null ? null : scope.compile(condition, place),
    }));
  }

  write(request: HttpRequest): void {
    for (const { file, line, condition } of this.#outputs) {
      const wanted = condition === null ? '1' : condition(request);
      if (wanted !== '' && wanted !== '0') file.write(`${line(request)}\n`);
    }
  }
}
