import type { Return, Template } from '../../../model/nginx.js';
import type { Level } from '../drafts.js';
import { type AnyEntry, argument, type Entry, MANY, setting } from '../entry.js';
import type { Directive, Word } from '../syntax.js';
import { flag, integer, invalid, sizeBytes, template, text, timeMs } from '../values.js';

type HttpLevels = 'http' | 'server' | 'location';

/** Answering: files, fixed answers, headers, and how long a client may take. */
export const LOCATION: readonly AnyEntry[] = [
  setting('root', 'root', text),
  setting('default_type', 'defaultType', text),
  {
    name: 'index',
    contexts: ['http', 'server', 'location'],
    args: [1, MANY],
    repeats: true,
    apply: (level, directive) => {
      level.settings.index = [...(level.settings.index ?? []), ...directive.args.map(text)];
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
    contexts: ['http', 'server'],
    unmodelledIn: ['location'],
    args: [1, 2],
    apply: (level, directive) => {
      level.settings.keepaliveTimeoutMs = timeMs(argument(directive, 0));
    },
  } satisfies Entry<'http' | 'server'>,
  {
    ...setting('keepalive_requests', 'keepaliveRequests', integer, ['http', 'server']),
    unmodelledIn: ['location'],
  },
  setting('client_header_timeout', 'clientHeaderTimeoutMs', timeMs, ['http', 'server']),
  setting('underscores_in_headers', 'underscoresInHeaders', flag, ['http', 'server']),
  setting('ignore_invalid_headers', 'ignoreInvalidHeaders', flag, ['http', 'server']),
  {
    ...setting('send_timeout', 'sendTimeoutMs', timeMs, ['http', 'server']),
    unmodelledIn: ['location'],
  },
  {
    ...setting('reset_timedout_connection', 'resetTimedOut', flag, ['http', 'server']),
    unmodelledIn: ['location'],
  },
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
    ...setting('client_body_timeout', 'clientBodyTimeoutMs', timeMs, ['http', 'server']),
    unmodelledIn: ['location'],
  },
  {
    ...setting('client_max_body_size', 'clientMaxBodyBytes', sizeBytes, ['http', 'server']),
    unmodelledIn: ['location'],
  },
  {
    name: 'return',
    contexts: ['server', 'location'],
    args: [1, 2],
    repeats: true,
    // The first one answers; those after it are never reached.
    apply: (draft, directive) => {
      draft.return ??= readReturn(directive);
    },
  } satisfies Entry<'server' | 'location'>,
  {
    name: 'try_files',
    contexts: ['location'],
    unmodelledIn: ['server'],
    args: [2, MANY],
    apply: (location, directive) => {
      const files = directive.args.slice(0, -1).map(template);
      const fallback = tryFilesFallback(argument(directive, directive.args.length - 1));
      location.tryFiles = { files, fallback, place: directive.place };
    },
  } satisfies Entry<'location'>,
];

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

const REDIRECT = /^(?:https?:\/\/|\$scheme)/;

/** `return code`, `return code text`, `return URL` (302). */
function readReturn(directive: Directive): Return {
  const first = argument(directive, 0);
  const second = directive.args[1];
  const place = directive.place;
  if (/^\d+$/.test(first.text)) {
    const status = integer(first);
    if (status > 999) throw invalid(first, 'a status code up to 999');
    return { status, text: second ? template(second) : null, place };
  }
  if (second || !REDIRECT.test(first.text)) throw invalid(first, 'a status code or a URL');
  return { status: 302, text: template(first) satisfies Template, place };
}
