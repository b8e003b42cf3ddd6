import type { ErrorPage, Lingering } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import { type AnyEntry, argument, type Entry, MANY, setting } from '../drafts/entry.js';
import type { Level } from '../drafts/settings.js';
import type { Directive } from '../syntax/syntax.js';
import { flag, integer, sizeBytes, template, text, timeMs } from '../values/values.js';

type HttpLevels = 'http' | 'server' | 'location';

/** Answers: files, fixed texts, headers, and the time-outs of clients. */
export const LOCATION: readonly AnyEntry[] = [
  setting('root', 'root', template),
  setting('default_type', 'defaultType', text),
  {
    name: 'index',
    contexts: ['http', 'server', 'location'],
    args: [1, MANY],
    repeats: true,
    apply: (level, directive) => {
      level.settings.index = [...(level.settings.index ?? []), ...directive.args.map(template)];
    },
  } satisfies Entry<HttpLevels>,
  {
    name: 'add_header',
    contexts: ['http', 'server', 'location'],
    args: [2, 3],
    repeats: true,
    apply: addHeader,
  } satisfies Entry<HttpLevels>,
  {
    name: 'keepalive_timeout',
    contexts: ['http', 'server', 'location'],
    args: [1, 2],
    apply: (level, directive) => {
      level.settings.keepaliveTimeoutMs = timeMs(argument(directive, 0));
      const told = directive.args[1];
      if (told) level.settings.keepaliveToldSeconds = Math.floor(timeMs(told) / 1000) || null;
    },
  } satisfies Entry<HttpLevels>,
  setting('keepalive_requests', 'keepaliveRequests', integer),
  setting('keepalive_time', 'keepaliveTimeMs', timeMs),
  setting('client_header_timeout', 'clientHeaderTimeoutMs', timeMs, ['http', 'server']),
  setting('client_body_timeout', 'clientBodyTimeoutMs', timeMs),
  setting('client_max_body_size', 'clientMaxBodyBytes', sizeBytes),
  setting('send_timeout', 'sendTimeoutMs', timeMs),
  setting('lingering_close', 'lingeringMode', lingeringMode),
  setting('lingering_time', 'lingeringMostMs', timeMs),
  setting('lingering_timeout', 'lingeringSilenceMs', timeMs),
  setting('chunked_transfer_encoding', 'chunkedCoding', flag),
  setting('reset_timedout_connection', 'resetTimedOut', flag),
  setting('client_header_buffer_size', 'firstHeaderBufferBytes', sizeBytes, ['http', 'server']),
  setting('underscores_in_headers', 'underscoresInHeaders', flag, ['http', 'server']),
  setting('ignore_invalid_headers', 'ignoreInvalidHeaders', flag, ['http', 'server']),
  {
    name: 'large_client_header_buffers',
    contexts: ['http', 'server'],
    args: [2, 2],
    apply: ({ settings }, directive) => {
      const count = integer(argument(directive, 0));
      settings.headerBuffers = { count, bytes: sizeBytes(argument(directive, 1)) };
    },
  } satisfies Entry<'http' | 'server'>,
  {
    name: 'internal',
    contexts: ['location'],
    args: [0, 0],
    apply: (location) => {
      location.internal = true;
    },
  } satisfies Entry<'location'>,
  {
    name: 'error_page',
    contexts: ['http', 'server', 'location'],
    args: [2, MANY],
    repeats: true,
    apply: (level, directive) => {
      level.settings.errorPages = [...(level.settings.errorPages ?? []), readErrorPage(directive)];
    },
  } satisfies Entry<HttpLevels>,
  setting('recursive_error_pages', 'recursiveErrorPages', flag),
  setting('etag', 'etag', flag),
  setting('max_ranges', 'maxRanges', integer),
  setting('server_tokens', 'serverTokens', saysVersion),
  setting('absolute_redirect', 'absoluteRedirect', flag),
  setting('port_in_redirect', 'portInRedirect', flag),
  setting('server_name_in_redirect', 'serverNameInRedirect', flag),
  setting('merge_slashes', 'mergeSlashes', flag, ['http', 'server']),
  {
    name: 'types',
    contexts: ['http', 'server', 'location'],
    args: [0, 0],
    block: true,
    repeats: true,
    apply: (level, directive) => {
      const types = { ...level.settings.types };
      for (const { name, args } of directive.body ?? []) {
        for (const { text: ending } of args) types[ending.toLowerCase()] = name;
      }
      level.settings.types = types;
    },
  } satisfies Entry<HttpLevels>,
  {
    name: 'try_files',
    contexts: ['server', 'location'],
    args: [2, MANY],
    apply: (level, directive) => {
      const files = directive.args.slice(0, -1).map(template);
      const fallback = tryFilesFallback(argument(directive, directive.args.length - 1));
      level.tryFiles = { files, fallback, place: directive.place };
    },
  } satisfies Entry<'server' | 'location'>,
];

/** `build` adds the name of a build, which does not exist here. */
function saysVersion(word: Word): boolean {
  const { text } = word;
  if (text === 'on' || text === 'build') return true;
  if (text === 'off') return false;
  throw invalid(word, '"on", "off" or "build"');
}

function lingeringMode(word: Word): Lingering['mode'] {
  const { text: mode } = word;
  if (mode === 'on' || mode === 'off' || mode === 'always') return mode;
  throw invalid(word, '"on", "off" or "always"');
}

function addHeader(level: Level, directive: Directive): void {
  const always = directive.args[2];
  if (always && always.text !== 'always') throw invalid(always, '"always" or nothing');
  const header = {
    name: argument(directive, 0).text,
    value: template(argument(directive, 1)),
    always: always !== undefined,
  };
  level.settings.addHeaders = [...(level.settings.addHeaders ?? []), header];
}

function tryFilesFallback(word: Word) {
  if (word.text.startsWith('@')) return { kind: 'named', name: word.text } as const;
  if (word.text.startsWith('=')) {
    const status = integer({ ...word, text: word.text.slice(1) });
    if (status > 999) throw invalid(word, 'a status code as =404');
    return { kind: 'status', status } as const;
  }
  return { kind: 'uri', uri: template(word) } as const;
}

/** `error_page CODE... [=[CODE]] URI`. */
function readErrorPage(directive: Directive): ErrorPage {
  const words = [...directive.args];
  const uri = words.pop() ?? argument(directive, 0);
  const last = words.at(-1);
  let as: number | null = null;
  if (last?.text.startsWith('=')) {
    words.pop();
    as = last.text === '=' ? 0 : integer({ ...last, text: last.text.slice(1) });
  }
  if (words.length === 0) throw invalid(uri, 'a status before it, as error_page 404 /404.html');
  const statuses = words.map((word) => {
    const status = integer(word);
    // 499 is nginx's own status, for clients that have gone.
    if (status < 300 || status > 599 || status === 499) throw invalid(word, 'a status 300 to 599');
    return status;
  });
  return { statuses, as, uri: template(uri), place: directive.place };
}
