import { resolve } from 'node:path';
import { VERSION } from '../../lib/package.js';
import type { HttpServer, Location } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import type { SiteLogs } from '../access-log/site-logs.js';
import { SERVER_NAME } from '../http/answers/answer.js';
import { type HeadRules, headRules } from '../http/heads/head-rules.js';
import { lowerAscii } from '../http/heads/host.js';
import type { AccessLog, HttpRequest, Standing } from '../http/request/request.js';
import type { SessionTerms } from '../http/sessions/application.js';
import type { ErrorLog } from '../log/error-log.js';
import type { UpstreamGroups } from '../upstream/peers/upstream-groups.js';
import type { ProxyLocation } from '../upstream/plan/proxy-location.js';
import { compileProxy } from '../upstream/plan/proxy-plan.js';
import { asBytes } from '../variables/as-bytes.js';
import { HOSTNAME } from '../variables/common-variables.js';
import type { Evaluate, Scope } from '../variables/evaluate.js';
import { literal } from '../variables/scope.js';
import { type CompiledErrorPage, compileErrorPages } from './error-pages.js';
import { compileTryFiles, type TryFilesResult } from './files/try-files.js';
import { type Located, LocationIndex } from './locations.js';
import { compileRewrite, type Rewrite } from './rewrite.js';

/** One `server` block, compiled. */
export interface SiteServer {
  readonly names: readonly string[];
  /** `$server_name`: the first. */
  readonly name: string;
  readonly place: Place;
  readonly headRules: HeadRules;
  readonly rewrite: Rewrite;
  readonly locations: LocationIndex<SiteLocation>;
  /** The location for requests that match no other. */
  readonly otherwise: SiteLocation;
}

/** One `location`, compiled. */
export interface SiteLocation extends Standing, Located {
  readonly terms: SessionTerms;
  readonly index: readonly Evaluate[];
  readonly rewrite: Rewrite;
  readonly errorPages: ReadonlyMap<number, CompiledErrorPage>;
  readonly tryFiles: ((request: HttpRequest) => TryFilesResult) | null;
  readonly proxy: ProxyLocation | null;
  readonly log: ErrorLog;
  /** null = off. */
  readonly accessLog: AccessLog | null;
  /** The add_header lines for a status. */
  fields(request: HttpRequest, status: number): string;
}

/** What everything in a configuration is compiled with. */
export interface Compiling {
  /** The directory that relative roots refer to. */
  readonly prefix: string;
  readonly scope: Scope;
  readonly groups: UpstreamGroups;
  readonly logs: SiteLogs;
}

/**
 * Compiles a server of a configuration.
 * @throws TidegateError CONFIG_UPSTREAM_UNKNOWN, CONFIG_REGEX_BAD, CONFIG_UNSUPPORTED, CONFIG_VALUE_BAD, LOG_NOT_WRITABLE
 */
export function compileServer(server: HttpServer, compiling: Compiling): SiteServer {
  const { scope } = compiling;
  const compile = (location: Location): SiteLocation =>
    compileLocation(location, server, compiling);
  return {
    // Without names the server is for requests that name no host.
    names: server.names.length === 0 ? [''] : server.names.map(calledName),
    name: nameOf(server),
    place: server.place,
    headRules: headRules(server.clientHead),
    rewrite: compileRewrite(server.rewrite, scope),
    locations: LocationIndex.of(server.locations.map(compile), scope),
    otherwise: compile(server.otherwise),
  };
}

function compileLocation(
  model: Location,
  server: HttpServer,
  { prefix, scope, groups, logs }: Compiling,
): SiteLocation {
  const fields = compileFields(model, scope);
  const root = compileRoot(model, prefix, scope);
  const { proxy, clientMaxBodyBytes: maxBodyBytes, chunkedCoding } = model;
  const pattern = asBytes(model.pattern);
  const plan = proxy === null ? null : compileProxy(proxy, model, scope, groups);
  const log = logs.errorLog(model.errorLogs);
  const serverName = nameOf(server);
  return {
    model,
    pattern,
    terms: {
      headerMs: server.clientHeaderTimeoutMs,
      bodyMs: model.clientBodyTimeoutMs,
      sendMs: model.sendTimeoutMs,
      resetsSlow: model.resetTimedOut,
      keepAliveMs: model.keepaliveTimeoutMs,
      keepAliveRequests: model.keepaliveRequests,
      keepAliveAgeMs: model.keepaliveTimeMs,
      keepAliveField: keepAliveField(model.keepaliveToldSeconds),
      serverToken: model.serverTokens ? `${SERVER_NAME}/${VERSION}` : SERVER_NAME,
      lingering: model.lingering,
    },
    root,
    index: model.index.map((name) => scope.compile(name, model.place)),
    redirects: model.redirects,
    rewrite: compileRewrite(model.rewrite, scope),
    errorPages: compileErrorPages(model.errorPages, scope),
    tryFiles: model.tryFiles === null ? null : compileTryFiles(model.tryFiles, root, scope),
    log,
    accessLog: logs.accessLog(model.accessLogs),
    proxy:
      plan === null
        ? null
        : { plan, prefix: pattern, serverName, maxBodyBytes, chunkedCoding, log, fields },
    fields,
  };
}

/** `$server_name`: the first name without its leading dot, in lower case unless it is a pattern. */
function nameOf({ names: [written = ''] }: HttpServer): string {
  const name = asBytes(calledName(written));
  if (name.startsWith('~')) return name;
  return lowerAscii(name.startsWith('.') ? name.slice(1) : name);
}

/** A server's name may be this one variable. */
function calledName(written: string): string {
  return written === '$hostname' ? HOSTNAME : written;
}

/** `Keep-Alive: timeout=60`, ended by CRLF. */
function keepAliveField(seconds: number | null): string {
  return seconds === null ? '' : `Keep-Alive: timeout=${seconds}\r\n`;
}

function compileRoot({ root, place }: Location, prefix: string, scope: Scope): Evaluate {
  const written = literal(root);
  if (written !== null) {
    const path = asBytes(resolve(prefix, written));
    return () => path;
  }
  const evaluate = scope.compile(root, place);
  const base = asBytes(prefix);
  return (request) => resolve(base, evaluate(request));
}

/** Without `always`, nginx adds fields only to these statuses. */
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
