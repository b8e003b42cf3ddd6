import { TidegateError } from '../../../lib/errors.js';
import type { UpstreamServer } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid } from '../../word.js';
import type { HttpDraft, StreamDraft, UpstreamDraft } from '../drafts/drafts.js';
import { type AnyEntry, argument, type Entry, MANY, type Reader } from '../drafts/entry.js';
import { isTwin } from '../drafts/twins.js';
import type { Directive } from '../syntax/syntax.js';
import { afterEquals, hostPort, integer, timeMs } from '../values/values.js';
import { WITHOUT_BACKUP } from './balancing.js';

/** Defaults of an upstream's server; ngx_http_upstream_module. */
export const SERVER_DEFAULTS = {
  weight: 1,
  maxConns: 0,
  maxFails: 1,
  failTimeoutMs: 10_000,
  slowStartMs: 0,
  backup: false,
  down: false,
} as const satisfies Partial<UpstreamServer>;

type Upstreams = 'upstream' | 'stream upstream';

/** `upstream` of http and of stream, and its contents. */
export const UPSTREAM: readonly AnyEntry[] = [
  {
    name: 'upstream',
    contexts: ['http', 'stream'],
    args: [1, 1],
    block: true,
    repeats: true,
    apply: (level, directive, reader) => readUpstream(level, directive, reader),
  } satisfies Entry<'http' | 'stream'>,
  {
    name: 'server',
    contexts: ['upstream', 'stream upstream'],
    args: [1, MANY],
    repeats: true,
    apply: (upstream, directive, reader) => {
      const server = readServer(directive, reader);
      refuseOptions(upstream, directive);
      upstream.servers.push(server);
    },
  } satisfies Entry<Upstreams>,
  {
    name: 'zone',
    contexts: ['upstream', 'stream upstream'],
    args: [1, 2],
    apply: (upstream, directive) => {
      upstream.zone = argument(directive, 0).text;
    },
  } satisfies Entry<Upstreams>,
  {
    name: 'keepalive',
    contexts: ['upstream'],
    args: [1, 2],
    apply: (upstream, directive, reader) => {
      const word = argument(directive, 0);
      const value = integer(word);
      // From nginx 1.29.7 on, 0 turns the default off, and connections may be kept for each
      // location.
      if (value === 0 && !reader.lenient) throw invalid(word, 'a number above 0');
      const local = directive.args[1];
      if (local && local.text !== 'local') throw invalid(local, '"local" or nothing');
      if (local) reader.counted('keepalive local', local.place);
      upstream.keepalive = value;
    },
  } satisfies Entry<'upstream'>,
  upstreamValue('keepalive_timeout', (upstream, word) => {
    upstream.keepaliveTimeoutMs = timeMs(word);
  }),
  upstreamValue('keepalive_requests', (upstream, word) => {
    upstream.keepaliveRequests = integer(word);
  }),
  upstreamValue('keepalive_time', (upstream, word) => {
    upstream.keepaliveTimeMs = timeMs(word);
  }),
  // A directive of Tidegate, not of nginx: see model/nginx.ts.
  upstreamValue(
    'drain_timeout',
    (upstream, word) => {
      upstream.drainTimeoutMs = timeMs(word);
    },
    ['upstream', 'stream upstream'],
  ),
];

function upstreamValue(
  name: string,
  set: (upstream: UpstreamDraft, word: Word) => void,
  contexts: readonly Upstreams[] = ['upstream'],
): AnyEntry {
  return {
    name,
    contexts,
    args: [1, 1],
    apply: (upstream: UpstreamDraft, directive) => set(upstream, argument(directive, 0)),
  };
}

function readUpstream(level: HttpDraft | StreamDraft, directive: Directive, reader: Reader): void {
  const word = argument(directive, 0);
  if (isTwin(level.upstreams, word.text.toLowerCase())) {
    throw new TidegateError('CONFIG_DUPLICATE', `duplicate upstream "${word.text}"`, {
      place: word.place,
      hint: 'Give each upstream a name of its own.',
    });
  }
  const upstream: UpstreamDraft = { name: word.text, servers: [], place: directive.place };
  level.upstreams.push(upstream);
  reader.block('settings' in level ? 'upstream' : 'stream upstream', upstream, directive);
  const unread = directive.body?.some(({ name }) => name === 'server' || name === 'state');
  // Its servers may be added at run time, or come from a file that is not here.
  if (upstream.servers.length === 0 && !unread && !reader.lenient) {
    throw new TidegateError('CONFIG_UPSTREAM_EMPTY', `no servers in upstream "${word.text}"`, {
      place: directive.place,
      hint: 'Add a server line.',
    });
  }
}

type Options = { -readonly [K in keyof UpstreamServer]?: UpstreamServer[K] };

/** The options with a value. */
const VALUES: Readonly<Record<string, (server: Options, word: Word) => void>> = {
  weight: (server, word) => {
    server.weight = integer(word);
    if (server.weight === 0) throw invalid(word, 'a weight above 0');
  },
  max_conns: (server, word) => {
    server.maxConns = integer(word);
  },
  max_fails: (server, word) => {
    server.maxFails = integer(word);
  },
  fail_timeout: (server, word) => {
    server.failTimeoutMs = timeMs(word);
  },
  slow_start: (server, word) => {
    server.slowStartMs = timeMs(word);
  },
};

/** Options that nginx, and for slow_start NGINX Plus, refuses after a method that draws servers. */
function refuseOptions({ method }: UpstreamDraft, { args }: Directive): void {
  if (method === undefined || !WITHOUT_BACKUP.has(method.kind)) return;
  const word = args.slice(1).find(({ text }) => /^(?:backup$|slow_start=)/.test(text));
  if (word === undefined) return;
  throw invalid(word, 'no backup and no slow_start beside ip_hash, hash or random');
}

function readServer(directive: Directive, reader: Reader): UpstreamServer {
  const [where, ...options] = directive.args as [Word, ...Word[]];
  const unix = where.text.startsWith('unix:');
  if (unix) reader.counted('server unix:', where.place);
  const server: Options = {};
  for (const option of options) {
    const name = option.text.split('=', 1)[0] ?? '';
    const set = VALUES[name];
    if (set && option.text.includes('=')) set(server, afterEquals(option));
    else if (option.text === 'backup') server.backup = true;
    else if (option.text === 'down') server.down = true;
    else if (/^(?:resolve$|route=|service=|drain$)/.test(option.text)) {
      reader.unmodelled(`server ${name}`, option.place);
    } else throw invalid(option, 'an option of server, as max_conns=1000 or backup');
  }
  const { host, port } = unix ? { host: where.text, port: 0 } : hostPort(where);
  return {
    address: where.text,
    host,
    port: port ?? 80,
    ...SERVER_DEFAULTS,
    ...server,
    place: directive.place,
  };
}
