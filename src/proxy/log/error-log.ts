import type { ErrorLogTarget, LogLevel } from '../../model/nginx.js';
import { escapeLine } from './escape.js';
import type { LogFile } from './log-file.js';
import type { LogFiles } from './log-files.js';
import { logTime } from './log-time.js';
import { contextText, type RequestContext } from './request-context.js';

/** The higher, the more severe. */
const RANK: Readonly<Record<LogLevel, number>> = {
  debug: 0,
  info: 1,
  notice: 2,
  warn: 3,
  error: 4,
  crit: 5,
  alert: 6,
  emerg: 7,
};

/** nginx cuts lines at this length (NGX_MAX_ERROR_STR). */
const MAX_LINE_CHARACTERS = 2048;

/** The log when there is no `error_log`: errors, to stderr. */
export const DEFAULT_ERROR_LOG: ErrorLogTarget = {
  path: 'stderr',
  level: 'error',
  place: { file: '', line: 0, column: 0 },
};

/**
 * The error logs of one level of a configuration. Lines look like nginx's, except for bytes that
 * control a terminal or end a line: they are escaped here and nowhere else.
 */
export class ErrorLog {
  /** Writes nothing, for callers without a log. */
  static readonly NONE = new ErrorLog([]);
  readonly #outputs: readonly { readonly file: LogFile; readonly rank: number }[];
  /** The lowest rank of all outputs; checked for every event, most of which no log takes. */
  readonly #leastRank: number;

  private constructor(outputs: readonly { readonly file: LogFile; readonly rank: number }[]) {
    this.#outputs = outputs;
    this.#leastRank = Math.min(...outputs.map(({ rank }) => rank));
  }

  /** @throws TidegateError LOG_NOT_WRITABLE */
  static open(targets: readonly ErrorLogTarget[], files: LogFiles): ErrorLog {
    return new ErrorLog(
      targets.map(({ path, level }) => ({ file: files.open(path), rank: RANK[level] })),
    );
  }

  /** @param number `$connection` of the client's connection */
  writeAbout(number: number, about: RequestContext, level: LogLevel, message: string): void {
    this.write(level, message + contextText(about), `*${number} `);
  }

  /** Whether any output takes this level. */
  takes(level: LogLevel): boolean {
    return RANK[level] >= this.#leastRank;
  }

  /**
   * @param about stands between the process and the message: `*7 `; empty if it is about no
   *   connection
   */
  write(level: LogLevel, message: string, about = ''): void {
    const rank = RANK[level];
    for (const output of this.#outputs) {
      if (rank < output.rank) continue;
      const { pid } = process;
      const line = `${logTime().error} [${level}] ${pid}#${pid}: ${about}${message}`;
      output.file.write(`${escapeLine(line).slice(0, MAX_LINE_CHARACTERS)}\n`);
    }
  }
}
