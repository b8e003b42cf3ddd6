import type { AccessLogTarget } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request/request.js';
import type { LogFile } from '../log/log-file.js';
import type { LogFiles } from '../log/log-files.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';

interface Output<R> {
  readonly file: LogFile;
  readonly line: Evaluate<R>;
  readonly condition: Evaluate<R> | null;
}

/** The access logs of one level: a line for each request or TCP session that has ended. */
export class AccessLogs<R = HttpRequest> {
  readonly #outputs: readonly Output<R>[];

  /** @param formats compiled, by name. @throws TidegateError LOG_NOT_WRITABLE */
  constructor(
    targets: readonly AccessLogTarget[],
    formats: ReadonlyMap<string, Evaluate<R>>,
    scope: Scope<R>,
    files: LogFiles,
  ) {
    this.#outputs = targets.map(({ path, format, condition, place }) => ({
      file: files.open(path),
      line: formats.get(format) ?? (() => ''),
      condition: condition === null ? null : scope.compile(condition, place),
    }));
  }

  write(subject: R): void {
    for (const { file, line, condition } of this.#outputs) {
      const wanted = condition === null ? '1' : condition(subject);
      if (wanted !== '' && wanted !== '0') file.write(`${line(subject)}\n`);
    }
  }
}
