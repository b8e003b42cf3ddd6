import type { ErrorLogTarget, LogLevel } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request.js';
import { escapeLine } from './escape.js';
import type { LogFile } from './log-file.js';
import type { LogFiles } from './log-files.js';
import { logTime } from './log-time.js';
import { contextOf, contextText, type RequestContext } from './request-context.js';

/** The higher, the graver. */
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

/** nginx cuts lines at this (NGX_MAX_ERROR_STR). */
const MAX_LINE_CHARACTERS = 2048;

/** What is written where no `error_log` is: errors, to stderr. */
export const DEFAULT_ERROR_LOG: ErrorLogTarget = {
  path: 'stderr',
  level: 'error',
  place: { file: '', line: 0, column: 0 },
};

/**
 * The error logs of one level of a configuration; lines look as nginx's do, but for bytes that mean
 * something to a terminal or end a line: this is the one place where those are escaped.
 */
export class ErrorLog {
  /** Writes nothing, for who needs no log. */
  static readonly NONE = new ErrorLog([]);
  readonly #outputs: readonly { readonly file: LogFile; readonly rank: number }[];
  /** Of all outputs; asked for every event that few logs take. */
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

  /** For what happened to a request. @param upstream URL it was passed on to; empty = none. */
  writeOf(request: HttpRequest, level: LogLevel, message: string, upstream: string): void {
    if (!this.takes(level)) return;
    this.writeAbout(request.client.number, contextOf(request, upstream), level, message);
  }

  /** @param number of the client's connection, `$connection`. */
  writeAbout(number: number, about: RequestContext, level: LogLevel, message: string): void {
    this.write(level, message + contextText(about), `*${number} `);
  }

  /** Whether anything this grave is written anywhere. */
  takes(level: LogLevel): boolean {
    return RANK[level] >= this.#leastRank;
  }

  /** @param about goes between the process and the message: `*7 `; empty for what is of no connection. */
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
