import { listenName, listenText } from '../../../lib/address/socket-name.js';
import { TidegateError } from '../../../lib/errors.js';
import type { Listen } from '../../../model/nginx.js';
import type { Word } from '../../word.js';
import { invalid, port } from '../../word.js';
import { type LocationDraft, newLocation, newServer, type ServerDraft } from '../drafts/drafts.js';
import { type AnyEntry, type Entry, MANY, type Reader } from '../drafts/entry.js';
import { isTwin } from '../drafts/twins.js';
import type { Directive } from '../syntax/syntax.js';
import { isHostName } from '../values/host-name.js';
import { checkPattern } from './check-pattern.js';
import { listenOptions } from './listen-options.js';
import { locationOf } from './location-pattern.js';

/** `server` of http: its listens, names and locations. */
export const SERVER: readonly AnyEntry[] = [
  {
    name: 'server',
    contexts: ['http'],
    args: [0, 0],
    block: true,
    repeats: true,
    apply: (http, directive, reader) => {
      const server = newServer(directive.place);
      http.servers.push(server);
      reader.block('server', server, directive);
      // nginx's default for a server without listen, when started by root.
      if (server.listens.length === 0) server.listens.push(defaultListen(directive));
    },
  } satisfies Entry<'http'>,
  {
    name: 'listen',
    contexts: ['server', 'stream server'],
    args: [1, MANY],
    repeats: true,
    apply: (server, directive, reader) => {
      for (const listen of readListen(directive, reader)) {
        if (isTwin(server.listens, socketKey(listen)))
          throw duplicate(directive, listenText(listen));
        server.listens.push(listen);
      }
    },
  } satisfies Entry<'server' | 'stream server'>,
  {
    name: 'server_name',
    contexts: ['server'],
    args: [1, MANY],
    repeats: true,
    apply: (server, directive, reader) => {
      for (const word of directive.args) {
        const { text: name, place } = word;
        const pattern = name.startsWith('~');
        if (NO_NAME.test(name)) throw invalid(word, 'a name, .name, *.name, name.* or ~PATTERN');
        if (pattern) checkPattern(name.slice(1), place, reader);
        else if (!isHostName(name)) server.unfindableNames.push({ name, place });
        server.names.push(name);
      }
    },
  } satisfies Entry<'server'>,
  {
    name: 'location',
    contexts: ['server', 'location'],
    args: [1, 2],
    block: true,
    repeats: true,
    apply: (outer, directive, reader) => {
      const location = newLocation(locationOf(directive, reader));
      const key = twinKey(location);
      if (key !== null && isTwin(outer.locations, key)) {
        throw duplicate(directive, location.pattern);
      }
      if ('kind' in outer) checkNested(location, outer);
      outer.locations.push(location);
      reader.block('location', location, directive);
    },
  } satisfies Entry<'server' | 'location'>,
];

/** Names that nginx refuses (ngx_http_core_server_name). */
const NO_NAME = /^(?:[.~]$|\*(?:$|[^.]|\.$))/;

/**
 * nginx's rules: named locations are allowed only in the server itself; exact and named ones
 * contain no others.
 */
function checkNested(inner: LocationDraft, outer: LocationDraft): void {
  const wrong = (what: string, hint: string): TidegateError =>
    new TidegateError(
      'CONFIG_VALUE_BAD',
      `location "${inner.pattern}" ${what} "${outer.pattern}"`,
      {
        place: inner.place,
        hint,
      },
    );
  if (outer.kind === 'exact' || outer.kind === 'named' || inner.kind === 'named') {
    throw wrong('cannot stand inside location', 'Put it beside that location.');
  }
  const { kind, pattern } = inner;
  if (kind !== 'regex' && !pattern.startsWith(outer.pattern)) {
    throw wrong('is outside location', 'Let its pattern begin as that of the outer location.');
  }
}

/** null = it may occur twice. `^~` is a prefix like any other. */
function twinKey({ kind, pattern }: LocationDraft): string | null {
  if (kind === 'regex') return null;
  return `${kind === 'prefix-final' ? 'prefix' : kind} ${pattern}`;
}

function duplicate(directive: Directive, what: string): TidegateError {
  return new TidegateError('CONFIG_DUPLICATE', `duplicate ${directive.name} "${what}"`, {
    place: directive.place,
    hint: 'Keep one of them.',
  });
}

/** One socket, or one for each port of a range. */
function readListen(directive: Directive, reader: Reader): Listen[] {
  const [where, ...options] = directive.args as [Word, ...Word[]];
  const { address, low, high } = where.text.startsWith('unix:')
    ? socketPath(where, reader)
    : addressPorts(where);
  const common = { ...listenOptions(options, reader), place: directive.place };
  return Array.from({ length: high - low + 1 }, (_, at) => ({
    address,
    port: low + at,
    ...common,
  }));
}

/** A socket in the file system has no port. */
function socketPath(word: Word, reader: Reader): { address: string; low: number; high: number } {
  if (word.text === 'unix:') throw invalid(word, 'the path of the socket, as unix:/run/app.sock');
  reader.counted('listen unix:', word.place);
  return { address: word.text, low: 0, high: 0 };
}

const PORTS = /^(\d+)(?:-(\d+))?$/;

/**
 * `8080`, `8000-8009`, `*:80`, `127.0.0.1`, `127.0.0.1:8080-8089`, `[::1]:80`; the port is 80 if
 * none is written.
 */
function addressPorts(word: Word): { address: string; low: number; high: number } {
  if (PORTS.test(word.text)) return { address: '*', ...portsOf(word, word.text) };
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(\d+(?:-\d+)?))?$/.exec(word.text);
  const address = parts?.[1];
  if (!address) throw invalid(word, 'ADDRESS:PORT, ADDRESS, PORT or LOW-HIGH');
  return { address, ...portsOf(word, parts[2] ?? '80') };
}

function portsOf(word: Word, text: string): { low: number; high: number } {
  const [, first = '', last = first] = PORTS.exec(text) ?? [];
  const [low, high] = [port(word, first), port(word, last)];
  if (low > high) throw invalid(word, 'the lower port first');
  return { low, high };
}

/** A UDP port is different from the TCP port with the same number. */
function socketKey(listen: Listen): string {
  return `${listenName(listen)}${listen.udp ? ' udp' : ''}`;
}

function defaultListen(directive: Directive): ServerDraft['listens'][number] {
  const { place } = directive;
  return { address: '*', port: 80, ipv6Only: null, defaultServer: false, backlog: null, place };
}
