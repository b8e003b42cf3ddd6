import { TidegateError } from '../../../lib/errors.js';
import type { AccessLogTarget, LogFormat, Template } from '../../../model/nginx.js';
import type { Level } from '../drafts.js';
import { type AnyEntry, argument, type Entry, MANY, type Reader } from '../entry.js';
import type { Directive, Word } from '../syntax.js';
import { afterEquals, invalid, sizeBytes, template, timeMs } from '../values.js';

/** Where requests are written when they have ended, and how. */
export const ACCESS_LOG: readonly AnyEntry[] = [
  {
    name: 'access_log',
    contexts: ['http', 'server', 'location'],
    unmodelledIn: ['if'],
    args: [1, MANY],
    repeats: true,
    apply: addAccessLog,
  } satisfies Entry<'http' | 'server' | 'location'>,
  {
    name: 'log_format',
    contexts: ['http'],
    args: [2, MANY],
    repeats: true,
    apply: (http, directive) => {
      const format = readLogFormat(directive);
      const taken = [COMBINED, ...http.logFormats.map(({ name }) => name)];
      if (taken.includes(format.name)) throw duplicate(format);
      http.logFormats.push(format);
    },
  } satisfies Entry<'http'>,
];

/** The format that is there without being written. */
export const COMBINED = 'combined';

/** Whatever else the level says of logs. */
const OFF: readonly AccessLogTarget[] = [];

function addAccessLog({ settings }: Level, directive: Directive, reader: Reader): void {
  const [path, ...options] = directive.args as [Word, ...Word[]];
  if (path.text === 'off') {
    if (options[0]) throw invalid(options[0], 'nothing behind off');
    settings.accessLogs = OFF;
    return;
  }
  if (path.text.startsWith('syslog:') || path.text.includes('$')) {
    reader.unmodelled('access_log to what is no file of one name', directive.place);
    return;
  }
  if (settings.accessLogs === OFF) return;
  const target = readAccessLog(path, options, directive, reader);
  settings.accessLogs = [...(settings.accessLogs ?? []), target];
}

function readAccessLog(
  path: Word,
  options: readonly Word[],
  { place }: Directive,
  reader: Reader,
): AccessLogTarget {
  let format = COMBINED;
  let condition: Template | null = null;
  options.forEach((option, index) => {
    const name = option.text.split('=', 1)[0] ?? '';
    if (option.text.startsWith('if=')) condition = template(afterEquals(option));
    // Lines never wait longer than a turn; what is written here can only be wrong.
    else if (option.text.startsWith('buffer=')) sizeBytes(afterEquals(option));
    else if (option.text.startsWith('flush=')) timeMs(afterEquals(option));
    else if (name === 'gzip') reader.unmodelled('access_log gzip', option.place);
    else if (index === 0) format = option.text;
    else throw invalid(option, 'a format, buffer=, flush= or if=');
  });
  return { path: path.text, format, condition, place };
}

function readLogFormat(directive: Directive): LogFormat {
  const second = argument(directive, 1);
  const escaped = second.text.startsWith('escape=');
  const escaping = escaped ? afterEquals(second).text : 'default';
  if (escaping !== 'default' && escaping !== 'json' && escaping !== 'none') {
    throw invalid(second, 'escape=default, escape=json or escape=none');
  }
  return {
    name: argument(directive, 0).text,
    escape: escaping,
    template: directive.args.slice(escaped ? 2 : 1).flatMap(template),
    place: directive.place,
  };
}

function duplicate({ name, place }: LogFormat): TidegateError {
  return new TidegateError('CONFIG_DUPLICATE', `duplicate log_format "${name}"`, {
    place,
    hint: 'Keep one of them.',
  });
}
