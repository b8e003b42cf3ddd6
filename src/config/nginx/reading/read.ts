import { TidegateError } from '../../../lib/errors.js';
import type { DirectiveRef, NginxConfig } from '../../../model/nginx.js';
import type { ConfigSource } from '../../config-source.js';
import { crossCheck } from '../cross-checks/cross-check.js';
import { crossCheckStream } from '../cross-checks/cross-check-stream.js';
import {
  type Context,
  type MainDraft,
  newHttp,
  newLocation,
  newServer,
  newStream,
} from '../drafts/drafts.js';
import { type Leniency, parseWithIncludes } from '../syntax/include.js';
import { refusePlaceholders } from '../syntax/placeholders.js';
import type { Directive } from '../syntax/syntax.js';
import { assembleHttp } from './assemble.js';
import { assembleStream } from './assemble-stream.js';
import { withGeos } from './geos.js';
import { helpersOf, logFilesOf } from './held-descriptors.js';
import { isWhole } from './missing-files.js';
import { TreeReader } from './reader.js';
import { entriesNamed, entryFor } from './registry.js';
import { subrequestsOf } from './subrequests.js';
import { refusedVariables } from './used-variables.js';

/**
 * Reads an nginx configuration: text, includes, meaning. A file whose top level belongs into
 * `http`, `server` or `location` is read as a fragment.
 * @param globals directives read as if written before the file, nginx's `-g`
 * @param leniency null = what nginx refuses is refused
 * @throws TidegateError CONFIG_*, with file, line and column, for the first error
 */
export function readNginxConfig(
  file: string,
  source: ConfigSource,
  globals = '',
  leniency: Leniency | null = null,
): NginxConfig {
  return readDirectives(file, parseWithIncludes(file, source, globals, leniency), leniency);
}

/**
 * The meaning of a tree of directives, for callers that also need the tree. @throws TidegateError
 * CONFIG_*
 */
export function readDirectives(
  file: string,
  directives: readonly Directive[],
  leniency: Leniency | null = null,
): NginxConfig {
  refusePlaceholders(directives);
  const reader = new TreeReader(leniency !== null);
  const level = topLevel(directives);
  const main: MainDraft = OF_STREAM.has(level)
    ? { stream: newStream() }
    : level === 'main'
      ? {}
      : { http: newHttp() };
  readAt(level, main, directives, reader);
  const whole = level === 'main' && main.events === true;
  if (level === 'main' && !whole && leniency === null) throw noEvents(file);
  const config = finish(file, whole ? 'complete' : 'fragment', main, reader, leniency);
  return {
    ...config,
    ...(leniency === null
      ? { unknown: asWritten([...reader.unknown, ...refusedVariables(directives)]) }
      : {
          http: withGeos(config.http, 'http', directives),
          stream: withGeos(config.stream, 'stream', directives),
        }),
    subrequests: subrequestsOf(directives),
    logFiles: logFilesOf(directives),
    helperProcesses: helpersOf(directives),
  };
}

/** File by file, from top to bottom. */
function asWritten(found: readonly DirectiveRef[]): DirectiveRef[] {
  const files = [...new Set(found.map(({ place }) => place.file))];
  const ranks = new Map(files.map((file, at) => [file, at]));
  const rankOf = ({ place }: DirectiveRef) => ranks.get(place.file) ?? 0;
  return [...found].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) || a.place.line - b.place.line || a.place.column - b.place.column,
  );
}

type Level = 'main' | 'http' | 'server' | 'location' | 'stream' | 'stream server' | 'upstream';

const OF_STREAM: ReadonlySet<Level> = new Set(['stream', 'stream server']);

/** The outermost block that may contain everything at the top of the file. */
function topLevel(directives: readonly Directive[]): Level {
  const known = directives.filter((directive) => entriesNamed(directive.name).length > 0);
  // A file with only unknown directives belongs wherever it is included.
  if (known.length === 0 && directives.length > 0) return 'location';
  const fits = (level: Level) => known.every((directive) => stands(directive, level));
  const levels = [
    'main',
    'http',
    'server',
    'location',
    'stream',
    'stream server',
    'upstream',
  ] as const;
  const outside = (level: Level) => known.every(({ name }) => entryFor(name, level));
  return levels.find(fits) ?? levels.find(outside) ?? 'main';
}

/** `server` is a block of http and of stream; its contents tell which. */
function stands({ name, body }: Directive, level: Level): boolean {
  const entry = entryFor(name, level);
  if (!entry || name !== 'server') return entry !== undefined;
  // The `server` line of an upstream has no block.
  if (!body) return !entry.block;
  const inner = level === 'stream' ? 'stream server' : 'server';
  return body.every((one) => entriesNamed(one.name).length === 0 || mayStand(one.name, inner));
}

function mayStand(name: string, context: Context): boolean {
  return entriesNamed(name).some(
    (entry) => entry.contexts.includes(context) || entry.unmodelledIn?.includes(context),
  );
}

function readAt(
  level: Level,
  main: MainDraft,
  directives: readonly Directive[],
  reader: TreeReader,
): void {
  const first = directives[0];
  if (main.stream && level === 'stream') {
    reader.read('stream', main.stream, directives);
    return;
  }
  if (main.stream && first) {
    const server = { stream: {}, listens: [], sets: [], place: first.place };
    main.stream.servers.push(server);
    reader.read('stream server', server, directives);
    return;
  }
  if (level === 'main' || !main.http || !first) {
    reader.read('main', main, directives);
    return;
  }
  if (level === 'http') {
    reader.read('http', main.http, directives);
    return;
  }
  if (level === 'upstream') {
    const upstream = { name: 'the upstream around this fragment', servers: [], place: first.place };
    main.http.upstreams.push(upstream);
    reader.read('upstream', upstream, directives);
    return;
  }
  const server = newServer(first.place);
  main.http.servers.push(server);
  if (level === 'server') {
    reader.read('server', server, directives);
    return;
  }
  const { place } = first;
  const location = newLocation({ kind: 'prefix', pattern: '/', ignoreCase: false, place });
  server.locations.push(location);
  reader.read('location', location, directives);
}

function finish(
  file: string,
  shape: NginxConfig['shape'],
  main: MainDraft,
  reader: TreeReader,
  leniency: Leniency | null,
): Omit<NginxConfig, 'logFiles' | 'helperProcesses' | 'subrequests'> {
  const http = main.http ? assembleHttp(main.http) : null;
  const stream = main.stream ? assembleStream(main.stream) : null;
  const {
    missing = [],
    empty = [],
    copied = [],
    ofHost = [],
    byteOrderMarks = [],
  } = leniency ?? {};
  const includes = {
    missingIncludes: missing,
    emptyIncludes: empty,
    copiedIncludes: copied,
    hostIncludes: ofHost,
  };
  if (isWhole({ shape, ...includes })) {
    if (http) crossCheck(http, leniency === null);
    if (stream) crossCheckStream(stream, http);
  }
  return {
    file,
    shape,
    // Without a master there are no workers, and one process serves.
    workerProcesses: main.masterProcess === false ? 1 : (main.workerProcesses ?? 1),
    masterProcess: main.masterProcess ?? true,
    workerConnections: main.workerConnections ?? 512,
    workerRlimitNofile: main.workerRlimitNofile ?? null,
    workerShutdownTimeoutMs: main.workerShutdownTimeoutMs ?? null,
    pid: main.pid ?? null,
    daemon: main.daemon ?? false,
    user: main.user ?? null,
    workingDirectory: main.workingDirectory ?? null,
    errorLogs: main.errorLogs ?? [],
    http,
    stream,
    ...includes,
    byteOrderMarks,
    ignored: reader.ignored,
    unknown: reader.unknown,
  };
}

function noEvents(file: string): TidegateError {
  return new TidegateError('CONFIG_EVENTS_MISSING', 'there is no "events" block', {
    place: { file, line: 1, column: 1 },
    hint: 'Add: events { }',
  });
}
