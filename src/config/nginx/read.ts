import { TidegateError } from '../../lib/errors.js';
import type { NginxConfig } from '../../model/nginx.js';
import { assembleHttp } from './assemble.js';
import { assembleStream } from './assemble-stream.js';
import { crossCheck } from './cross-check.js';
import { crossCheckStream } from './cross-check-stream.js';
import { type MainDraft, newHttp, newLocation, newServer } from './drafts.js';
import { type ConfigSource, parseWithIncludes } from './include.js';
import { TreeReader } from './reader.js';
import { entriesNamed, entryFor } from './registry.js';
import type { Directive } from './syntax.js';

/**
 * Reads an nginx configuration: text, includes, meaning. A file whose top level belongs into
 * `http`, `server` or `location` is read as a fragment of one.
 * @param globals directives read as if written before the file, nginx's `-g`.
 * @throws TidegateError CONFIG_*, with file, line and column, for the first thing that is wrong
 */
export function readNginxConfig(file: string, source: ConfigSource, globals = ''): NginxConfig {
  return readDirectives(file, parseWithIncludes(file, source, globals));
}

/** The meaning of a tree of directives, for who needs the tree itself too. @throws TidegateError CONFIG_* */
export function readDirectives(file: string, directives: readonly Directive[]): NginxConfig {
  const reader = new TreeReader();
  const level = topLevel(directives);
  const main = level === 'main' ? {} : { http: newHttp() };
  readAt(level, main, directives, reader);
  if (level === 'main' && !(main as MainDraft).events) throw noEvents(file);
  return finish(file, level === 'main' ? 'complete' : 'fragment', main, reader);
}

type Level = 'main' | 'http' | 'server' | 'location';

/** The outermost block in which everything at the top of the file may stand. */
function topLevel(directives: readonly Directive[]): Level {
  const known = directives.filter((directive) => entriesNamed(directive.name).length > 0);
  const fits = (level: Level) => known.every((directive) => entryFor(directive.name, level));
  return (['main', 'http', 'server', 'location'] as const).find(fits) ?? 'main';
}

function readAt(
  level: Level,
  main: MainDraft,
  directives: readonly Directive[],
  reader: TreeReader,
): void {
  const first = directives[0];
  if (level === 'main' || !main.http || !first) {
    reader.read('main', main, directives);
    return;
  }
  if (level === 'http') {
    reader.read('http', main.http, directives);
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
): NginxConfig {
  const http = main.http ? assembleHttp(main.http) : null;
  if (http && shape === 'complete') crossCheck(http);
  const stream = main.stream ? assembleStream(main.stream) : null;
  if (stream) crossCheckStream(stream, http);
  return {
    file,
    shape,
    // Without a master there are no workers: one process serves.
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
    ignored: reader.ignored,
    unknown: reader.unknown,
  };
}

function noEvents(file: string): TidegateError {
  return new TidegateError('CONFIG_NO_EVENTS', 'there is no "events" block', {
    place: { file, line: 1, column: 1 },
    hint: 'Add: events { }',
  });
}
