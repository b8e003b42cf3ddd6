import { TidegateError } from '../../../lib/errors.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import type { StreamServerDraft } from '../drafts/drafts.js';
import { type AnyEntry, argument, type Entry } from '../drafts/entry.js';
import type { StreamLevel, StreamSettings } from '../drafts/stream-settings.js';
import type { Directive } from '../syntax/syntax.js';
import { flag, integer, template, timeMs } from '../values/values.js';
import { readProxyBind } from './proxy.js';

/** TCP proxying. */
export const STREAM: readonly AnyEntry[] = [
  {
    name: 'server',
    contexts: ['stream'],
    args: [0, 0],
    block: true,
    repeats: true,
    apply: (stream, directive, reader) => {
      const { place } = directive;
      const draft: StreamServerDraft = { stream: {}, listens: [], sets: [], place };
      reader.block('stream server', draft, directive);
      stream.servers.push(draft);
      if (!directive.body?.some(({ name }) => name === 'listen')) throw noListen(directive);
    },
  } satisfies Entry<'stream'>,
  {
    name: 'proxy_pass',
    contexts: ['stream server'],
    args: [1, 1],
    apply: (server, directive, reader) => {
      const word = argument(directive, 0);
      if (word.text.startsWith('unix:')) reader.counted('proxy_pass unix:', word.place);
      server.content = { kind: 'pass', text: template(word), place: word.place };
    },
  } satisfies Entry<'stream server'>,
  {
    name: 'return',
    contexts: ['stream server'],
    args: [1, 1],
    apply: (server, directive) => {
      const word = argument(directive, 0);
      server.content = { kind: 'return', text: template(word), place: word.place };
    },
  } satisfies Entry<'stream server'>,
  {
    name: 'set',
    contexts: ['stream server'],
    args: [2, 2],
    repeats: true,
    apply: (server, directive) => {
      const name = argument(directive, 0);
      if (!/^\$\w+$/.test(name.text)) throw invalid(name, 'a variable to set, as $name');
      const text = template(argument(directive, 1));
      server.sets.push({ variable: name.text.slice(1), text, place: name.place });
    },
  } satisfies Entry<'stream server'>,
  {
    name: 'proxy_bind',
    contexts: ['stream', 'stream server'],
    args: [1, 2],
    apply: (level, directive, reader) => {
      level.stream.proxyBind = readProxyBind(directive, reader);
    },
  } satisfies Entry<'stream' | 'stream server'>,
  setting('proxy_connect_timeout', 'proxyConnectTimeoutMs', timeMs),
  setting('proxy_timeout', 'proxyTimeoutMs', timeMs),
  setting('proxy_half_close', 'proxyHalfClose', flag),
  setting('proxy_next_upstream', 'proxyNextUpstream', flag),
  setting('proxy_next_upstream_tries', 'proxyNextUpstreamTries', integer),
  setting('proxy_next_upstream_timeout', 'proxyNextUpstreamTimeoutMs', timeMs),
  setting('health_check_timeout', 'healthCheckTimeoutMs', timeMs),
];

function noListen({ place }: Directive): TidegateError {
  return new TidegateError('CONFIG_SERVER_INCOMPLETE', 'this server of stream listens nowhere', {
    place,
    hint: 'Add: listen ADDRESS:PORT;',
  });
}

/** A directive with a single value that stream hands down to its servers. */
function setting<K extends keyof StreamSettings>(
  name: string,
  key: K,
  parse: (word: Word) => StreamSettings[K],
): AnyEntry {
  return {
    name,
    contexts: ['stream', 'stream server'],
    args: [1, 1],
    apply: (level: StreamLevel, directive) => {
      level.stream[key] = parse(argument(directive, 0));
    },
  };
}
