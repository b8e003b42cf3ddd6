import type { LogFormat } from '../../model/nginx.js';
import { escapeByte } from '../log/escape.js';
import { asBytes } from '../variables/as-bytes.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';
import type { BuiltIn } from '../variables/scope.js';

/** nginx's format when none is named. */
export const COMBINED_FORMAT: LogFormat = {
  name: 'combined',
  escape: 'default',
  template: [
    { variable: 'remote_addr' },
    ' - ',
    { variable: 'remote_user' },
    ' [',
    { variable: 'time_local' },
    '] "',
    { variable: 'request' },
    '" ',
    { variable: 'status' },
    ' ',
    { variable: 'body_bytes_sent' },
    ' "',
    { variable: 'http_referer' },
    '" "',
    { variable: 'http_user_agent' },
    '"',
  ],
  place: { file: '', line: 0, column: 0 },
};

/**
 * Variables that may be empty and still exist; nginx's other variables do not exist when they are
 * empty.
 */
const EMPTY_AND_THERE = new Set(['is_args', 'https', 'server_name', 'host']);

/** How a missing value is written, and how a value is escaped. */
const ESCAPES = {
  default: { absent: '-', safe: escapeDefault },
  json: { absent: '', safe: escapeJson },
  none: { absent: '', safe: (text: string) => text },
} satisfies Record<LogFormat['escape'], { absent: string; safe: (text: string) => string }>;

/** A line for a request or session, without its end. @throws TidegateError CONFIG_MAP_CIRCULAR */
export function compileFormat<R>(
  format: LogFormat,
  scope: Scope<R>,
  builtIn: BuiltIn<R>,
): Evaluate<R> {
  const { absent, safe } = ESCAPES[format.escape];
  const parts = format.template.map((part): string | Evaluate<R> => {
    if (typeof part === 'string') return asBytes(part);
    const evaluate = scope.compile([part], format.place);
    const nothing = mayBeAbsent(part.variable, builtIn) ? absent : '';
    return (subject) => {
      const value = evaluate(subject);
      return value === '' ? nothing : safe(value);
    };
  });
  return (subject) => {
    let line = '';
    for (const part of parts) line += typeof part === 'string' ? part : part(subject);
    return line;
  };
}

function mayBeAbsent<R>(variable: string, { fixed, byPrefix }: BuiltIn<R>): boolean {
  const known = Object.hasOwn(fixed, variable) || byPrefix(variable) !== null;
  return known && !EMPTY_AND_THERE.has(variable);
}

/**
 * ngx_http_log_escape: characters that are not printable ASCII, the quote and the backslash as
 * `\xHH`.
 */
function escapeDefault(text: string): string {
  return text.replace(/[^ !#-[\]-~]/g, (character) => escapeByte(character.charCodeAt(0)));
}

const JSON_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

function escapeJson(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not stand there
  return text.replace(/["\\\0-\x1f]/g, (character) => {
    return JSON_ESCAPES[character] ?? `\\u00${hex(character)}`;
  });
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}
