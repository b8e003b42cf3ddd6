import type { ProxyRedirect } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import type { Drafts } from '../drafts/drafts.js';
import {
  type AnyEntry,
  argument,
  type Entry,
  MANY,
  type Reader,
  setting,
} from '../drafts/entry.js';
import type { Level } from '../drafts/settings.js';
import type { Directive } from '../syntax/syntax.js';
import { flag, sizeBytes, template } from '../values/values.js';
import { checkPattern } from './check-pattern.js';

type HttpLevels = 'http' | 'server' | 'location';

/** What happens to an upstream's answer on its way to the client. */
export const PROXY_ANSWER: readonly AnyEntry[] = [
  setting('proxy_buffer_size', 'proxyBufferBytes', positiveSize),
  setting('proxy_intercept_errors', 'proxyInterceptErrors', flag),
  namesOfFields('proxy_hide_header', 'proxyHideHeaders'),
  namesOfFields('proxy_pass_header', 'proxyPassHeaders'),
  {
    name: 'proxy_ignore_headers',
    contexts: ['http', 'server', 'location'],
    args: [1, MANY],
    repeats: true,
    apply: (level, directive) => {
      const before = level.settings.proxyIgnoreHeaders ?? [];
      level.settings.proxyIgnoreHeaders = [...before, ...directive.args.map(ignorable)];
    },
  } satisfies Entry<HttpLevels>,
  {
    name: 'proxy_redirect',
    contexts: ['http', 'server', 'location'],
    args: [1, 2],
    repeats: true,
    apply: (level, directive, reader) => {
      const before = level.settings.proxyRedirects ?? [];
      const redirect = readRedirect(level, directive, reader);
      if (redirect !== null) level.settings.proxyRedirects = [...before, redirect];
      else if (before.length === 0) level.settings.proxyRedirects = [];
      else throw invalid(argument(directive, 0), '"off" alone, or none');
    },
  } satisfies Entry<HttpLevels>,
];

function positiveSize(word: Word): number {
  const bytes = sizeBytes(word);
  if (bytes === 0) throw invalid(word, 'a size above 0');
  return bytes;
}

function namesOfFields(name: string, key: 'proxyHideHeaders' | 'proxyPassHeaders'): AnyEntry {
  return {
    name,
    contexts: ['http', 'server', 'location'],
    args: [1, 1],
    repeats: true,
    apply: (level: Level, directive) => {
      level.settings[key] = [...(level.settings[key] ?? []), argument(directive, 0).text];
    },
  } satisfies Entry<HttpLevels>;
}

const IGNORABLE = new Set(
  [
    ...['X-Accel-Redirect', 'X-Accel-Expires', 'X-Accel-Limit-Rate', 'X-Accel-Buffering'],
    ...['X-Accel-Charset', 'Expires', 'Cache-Control', 'Set-Cookie', 'Vary'],
  ].map((name) => name.toLowerCase()),
);

function ignorable(word: Word): string {
  const name = word.text.toLowerCase();
  if (!IGNORABLE.has(name)) throw invalid(word, 'fields that mean something, as X-Accel-Redirect');
  return name;
}

/** `off` (null), `default`, `PREFIX REPLACEMENT`, `~REGEX REPLACEMENT`. */
function readRedirect(
  level: Drafts[HttpLevels],
  directive: Directive,
  reader: Reader,
): ProxyRedirect | null {
  const { place } = directive;
  const pattern = argument(directive, 0);
  const replacement = directive.args[1];
  if (replacement === undefined) {
    if (pattern.text === 'off') return null;
    if (pattern.text !== 'default') throw invalid(pattern, '"off", "default", or two arguments');
    checkDefault(level, pattern);
    return { kind: 'default' };
  }
  const written = template(replacement);
  if (!pattern.text.startsWith('~')) {
    return { kind: 'prefix', pattern: template(pattern), replacement: written, place };
  }
  const ignoreCase = pattern.text.startsWith('~*');
  const regex = pattern.text.slice(ignoreCase ? 2 : 1);
  checkPattern(regex, pattern.place, reader);
  return { kind: 'regex', pattern: regex, ignoreCase, replacement: written, place };
}

/** The directives that the default is derived from must come before it, without variables. */
function checkDefault(level: Drafts[HttpLevels], word: Word): void {
  const pass = 'proxyPass' in level ? level.proxyPass : undefined;
  if (pass === undefined) throw invalid(word, '"default" after the proxy_pass it is about');
  if (pass.expression) throw invalid(word, 'no "default" for a proxy_pass with variables');
}
