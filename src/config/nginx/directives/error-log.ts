import type { ErrorLogTarget, LogLevel } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import { type AnyEntry, argument, type Entry, type Reader, setting } from '../drafts/entry.js';
import type { Directive } from '../syntax/syntax.js';
import { flag } from '../values/values.js';

/** Where errors are logged, and from which level on. */
export const ERROR_LOG: readonly AnyEntry[] = [
  {
    name: 'error_log',
    contexts: ['main'],
    args: [1, 2],
    repeats: true,
    apply: (draft, directive, reader) => {
      draft.errorLogs = [...(draft.errorLogs ?? []), ...readErrorLog(directive, reader)];
    },
  } satisfies Entry<'main'>,
  {
    name: 'error_log',
    contexts: ['http', 'server', 'location'],
    args: [1, 2],
    repeats: true,
    apply: ({ settings }, directive, reader) => {
      settings.errorLogs = [...(settings.errorLogs ?? []), ...readErrorLog(directive, reader)];
    },
  } satisfies Entry<'http' | 'server' | 'location'>,
  {
    name: 'error_log',
    contexts: ['stream', 'stream server'],
    args: [1, 2],
    repeats: true,
    apply: ({ stream }, directive, reader) => {
      stream.errorLogs = [...(stream.errorLogs ?? []), ...readErrorLog(directive, reader)];
    },
  } satisfies Entry<'stream' | 'stream server'>,
  setting('log_not_found', 'logsNotFound', flag),
];

/** The target is not a file, but another program or a buffer in memory. */
function isElsewhere(word: Word): boolean {
  return /^(?:syslog|memory):/.test(word.text);
}

const LEVELS = {
  debug: true,
  info: true,
  notice: true,
  warn: true,
  error: true,
  crit: true,
  alert: true,
  emerg: true,
} satisfies Record<LogLevel, true>;

function readErrorLog(directive: Directive, reader: Reader): ErrorLogTarget[] {
  const path = argument(directive, 0);
  if (isElsewhere(path)) {
    reader.unmodelled('error_log to what is no file', directive.place);
    return [];
  }
  const level = directive.args[1]?.text ?? 'error';
  if (!isLevel(level)) throw invalid(argument(directive, 1), 'a level such as error');
  return [{ path: path.text, level, place: directive.place }];
}

function isLevel(text: string): text is LogLevel {
  return Object.hasOwn(LEVELS, text);
}
