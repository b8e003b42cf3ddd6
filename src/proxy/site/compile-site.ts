import { resolve } from 'node:path';
import type { HttpServer, Location, Return } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import { answerError } from '../http/answer.js';
import type { SessionTimeouts } from '../http/application.js';
import { DISCARD, type Exchange } from '../http/exchange.js';
import { type HeadRules, headRules } from '../http/head-rules.js';
import type { HttpRequest } from '../http/request.js';
import type { Session } from '../http/session.js';
import { escapePath } from '../http/uri.js';
import type { ProxyLocation } from '../upstream/proxy-location.js';
import { compileProxy } from '../upstream/proxy-plan.js';
import type { UpstreamGroups } from '../upstream/upstream-groups.js';
import type { Scope } from './evaluate.js';
import { LocationIndex } from './locations.js';
import type { CompiledReturn } from './return.js';
import { compileTryFiles, type TryFilesResult } from './try-files.js';

/** One `server` block, compiled. */
export interface SiteServer {
  readonly names: readonly string[];
  /** `$server_name`: the first. */
  readonly name: string;
  readonly place: Place;
  readonly timeouts: SessionTimeouts;
  readonly headRules: HeadRules;
  readonly return: CompiledReturn | null;
  readonly locations: LocationIndex<SiteLocation>;
  /** For requests that match no location. */
  readonly fallback: SiteLocation;
}

/** One `location`, compiled. */
export interface SiteLocation {
  readonly model: Location;
  /** Absolute, one byte a character. */
  readonly root: string;
  readonly maxBodyBytes: number;
  readonly return: CompiledReturn | null;
  readonly tryFiles: ((request: HttpRequest) => TryFilesResult) | null;
  readonly proxy: ProxyLocation | null;
  /** add_header lines for a status. */
  fields(request: HttpRequest, status: number): string;
  fail(session: Session, request: HttpRequest, status: number): Exchange;
  /** 301 to a decoded path of this server, the query kept. */
  moved(path: string): CompiledReturn;
}

/**
 * Compiles the servers of a configuration.
 * @param prefix directory that relative roots are relative to.
 * @throws TidegateError CONFIG_UNKNOWN_VARIABLE, CONFIG_UNKNOWN_UPSTREAM, CONFIG_REGEX, CONFIG_UNSUPPORTED
 */
export function compileSite(
  servers: readonly HttpServer[],
  prefix: string,
  scope: Scope,
  groups: UpstreamGroups,
): readonly SiteServer[] {
  return servers.map((server) => compileServer(server, prefix, scope, groups));
}

function compileServer(
  server: HttpServer,
  prefix: string,
  scope: Scope,
  groups: UpstreamGroups,
): SiteServer {
  const compile = (location: Location): SiteLocation =>
    compileLocation(location, server, prefix, scope, groups);
  const fallback = compile(bareLocation(server));
  return {
    names: server.names,
    name: server.names[0] ?? '',
    place: server.place,
    timeouts: {
      headerMs: server.clientHeaderTimeoutMs,
      bodyMs: server.clientBodyTimeoutMs,
      sendMs: server.sendTimeoutMs,
      resetsSlow: server.resetTimedOut,
      keepAliveMs: server.keepaliveTimeoutMs,
      keepAliveRequests: server.keepaliveRequests,
    },
    headRules: headRules(server.clientHead),
    return: compileReturn(server.return, fallback, scope),
    locations: new LocationIndex(server.locations.map(compile)),
    fallback,
  };
}

function compileLocation(
  model: Location,
  server: HttpServer,
  prefix: string,
  scope: Scope,
  groups: UpstreamGroups,
): SiteLocation {
  const fields = compileFields(model, scope);
  const fail = (session: Session, request: HttpRequest, status: number): Exchange => {
    answerError(session, request, status, fields(request, status));
    return DISCARD;
  };
  const root = Buffer.from(resolve(prefix, model.root), 'utf8').toString('latin1');
  const maxBodyBytes = server.clientMaxBodyBytes;
  const plan = model.proxy === null ? null : compileProxy(model.proxy, model.place, scope, groups);
  return {
    model,
    root,
    maxBodyBytes,
    return: compileReturn(model.return, { model, fields }, scope),
    tryFiles: model.tryFiles === null ? null : compileTryFiles(model.tryFiles, root, scope),
    proxy: plan === null ? null : { plan, prefix: model.pattern, maxBodyBytes, fields, fail },
    fields,
    fail,
    moved: (path) => ({
      status: 301,
      text: ({ uri }) => `${escapePath(path)}${uri.args === '' ? '' : `?${uri.args}`}`,
      type: model.defaultType,
      fields,
    }),
  };
}

function compileReturn(
  written: Return | null,
  { model, fields }: Pick<SiteLocation, 'model' | 'fields'>,
  scope: Scope,
): CompiledReturn | null {
  if (written === null) return null;
  const text = written.text === null ? null : scope.compile(written.text, written.place);
  return { status: written.status, text, type: model.defaultType, fields };
}

/** Without `always`, nginx adds fields to these statuses only. */
const ADDED_TO = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

function compileFields(model: Location, scope: Scope): SiteLocation['fields'] {
  if (model.addHeaders.length === 0) return () => '';
  const added = model.addHeaders.map(({ name, value, always }) => ({
    name,
    always,
    value: scope.compile(value, model.place),
  }));
  return (request, status) => {
    let lines = '';
    for (const { name, value, always } of added) {
      const text = always || ADDED_TO.has(status) ? value(request) : '';
      if (text !== '') lines += `${name}: ${text}\r\n`;
    }
    return lines;
  };
}

/** What holds where no location does: the server's own root. */
function bareLocation(server: HttpServer): Location {
  return {
    kind: 'prefix',
    pattern: '/',
    ignoreCase: false,
    root: server.root,
    index: ['index.html'],
    defaultType: 'text/plain',
    tryFiles: null,
    return: null,
    proxy: null,
    addHeaders: [],
    healthCheck: null,
    place: server.place,
  };
}
