import { TidegateError } from '../../../lib/errors.js';
import type { AccessLogTarget, LogFormat, Template } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import { type AnyEntry, argument, type Entry, MANY, type Reader } from '../drafts/entry.js';
import { isTwin } from '../drafts/twins.js';
import type { Directive } from '../syntax/syntax.js';
import { afterEquals, sizeBytes, template, timeMs } from '../values/values.js';

/** Where and how requests and TCP sessions are logged when they have ended. */
export const ACCESS_LOG: readonly AnyEntry[] = [
  {
    name: 'access_log',
    contexts: ['http', 'server', 'location'],
    unmodelledIn: ['if'],
    args: [1, MANY],
    repeats: true,
    apply: ({ settings }, directive, reader) => addAccessLog(settings, COMBINED, directive, reader),
  } satisfies Entry<'http' | 'server' | 'location'>,
  {
    name: 'access_log',
    contexts: ['stream', 'stream server'],
    args: [1, MANY],
    repeats: true,
    apply: ({ stream }, directive, reader) => addAccessLog(stream, null, directive, reader),
  } satisfies Entry<'stream' | 'stream server'>,
  {
    name: 'log_format',
    contexts: ['http'],
    args: [2, MANY],
    repeats: true,
    apply: ({ logFormats }, directive) => addLogFormat(logFormats, [COMBINED], directive),
  } satisfies Entry<'http'>,
  {
    name: 'log_format',
    contexts: ['stream'],
    args: [2, MANY],
    repeats: true,
    apply: ({ logFormats }, directive) => addLogFormat(logFormats, [], directive),
  } satisfies Entry<'stream'>,
];

/** The format that http has without defining it; stream has none. */
export const COMBINED = 'combined';

/** Turns logging off, whatever else the level says. */
const OFF: readonly AccessLogTarget[] = [];

/** The access logs of a level of http or of stream. */
interface AccessLogLevel {
  accessLogs?: readonly AccessLogTarget[];
}

/** @param usual the format if none is named; null = one has to be named */
function addAccessLog(
  level: AccessLogLevel,
  usual: string | null,
  directive: Directive,
  reader: Reader,
): void {
  const [path, ...options] = directive.args as [Word, ...Word[]];
  if (path.text === 'off') {
    if (options[0]) throw invalid(options[0], 'nothing behind off');
    level.accessLogs = OFF;
    return;
  }
  if (path.text.startsWith('syslog:') || path.text.includes('$')) {
    reader.unmodelled('access_log to what is no file of one name', directive.place);
    return;
  }
  if (level.accessLogs === OFF) return;
  const target = readAccessLog(path, usual, options, directive, reader);
  level.accessLogs = [...(level.accessLogs ?? []), target];
}

function readAccessLog(
  path: Word,
  usual: string | null,
  options: readonly Word[],
  { place }: Directive,
  reader: Reader,
): AccessLogTarget {
  let format = usual;
  let condition: Template | null = null;
  options.forEach((option, index) => {
    const name = option.text.split('=', 1)[0] ?? '';
    if (option.text.startsWith('if=')) condition = template(afterEquals(option));
    // Lines never wait longer than one turn, so the value is only checked.
    else if (option.text.startsWith('buffer=')) sizeBytes(afterEquals(option));
    else if (option.text.startsWith('flush=')) timeMs(afterEquals(option));
    else if (name === 'gzip') reader.unmodelled('access_log gzip', option.place);
    else if (index === 0) format = option.text;
    else throw invalid(option, 'a format, buffer=, flush= or if=');
  });
  if (format === null) throw invalid(path, 'a format behind it');
  return { path: path.text, format, condition, place };
}

/** @param taken names that already exist */
function addLogFormat(formats: LogFormat[], taken: readonly string[], directive: Directive): void {
  const format = readLogFormat(directive);
  if (taken.includes(format.name) || isTwin(formats, format.name)) throw duplicate(format);
  formats.push(format);
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
