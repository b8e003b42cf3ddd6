import { TidegateError } from '../../../lib/errors.js';
import type { Location, ProxySettings, Template } from '../../../model/nginx.js';
import type { HttpRequest } from '../../http/request/request.js';
import { asBytes } from '../../variables/as-bytes.js';
import type { Evaluate, Scope } from '../../variables/evaluate.js';
import { literal } from '../../variables/scope.js';
import type { UpstreamGroup } from '../peers/upstream-group.js';
import type { UpstreamGroups } from '../peers/upstream-groups.js';
import { compileOwnFields } from './own-fields.js';
import { type NoUrl, type PassedUrl, takeApart } from './passed-url.js';
import { PortCursors } from './port-cursors.js';
import { compileRewriting, type RewriteUrl } from './rewrite-url.js';
import { compileSourceBind, type SourceBind } from './source-bind.js';

/** Upstream fields that are not passed on, because they concern only this hop. */
const WITHHELD = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/** Upstream fields that are not passed on unless proxy_pass_header names them. */
const HIDDEN = [
  'server',
  'date',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
];

/** `proxy_*` of one location, compiled. */
export interface ProxyPlan {
  readonly settings: ProxySettings;
  /** Where the request goes; none if variables gave no upstream and no address. */
  readonly target: (request: HttpRequest) => ProxyTarget | NoUrl;
  /** Replaces the location's prefix in the URI; null = the request's own URI is passed on. */
  readonly uri: string | null;
  /** Source address, evaluated for each request; null = the kernel chooses. */
  readonly bind: SourceBind<HttpRequest> | null;
  /** Source ports, chosen by this proxy; null = the kernel chooses. */
  readonly ports: PortCursors | null;
  /** `proxy_method`; null = the client's. */
  readonly method: Evaluate | null;
  /** Lines of `proxy_set_header`. */
  readonly ownFields: Evaluate;
  /** Lower-case names of client fields that are not passed on. */
  readonly withheld: ReadonlySet<string>;
  /** This proxy states the body's length or coding, unless a `proxy_set_header` does. */
  readonly saysLength: boolean;
  readonly saysCoding: boolean;
  /** `proxy_set_body`; null = the client's body, if there is one. */
  readonly body: Evaluate | null;
  /** Lower-case names of upstream fields that the client does not get. */
  readonly hidden: ReadonlySet<string>;
  /** Which of the upstream's `server` and `date` the client gets; null = neither. */
  readonly passed: ReadonlySet<string> | null;
  /** Rewrites `Location` and `Refresh`, which are then among the hidden fields. */
  readonly rewriteUrl: RewriteUrl | null;
  /** `X-Accel-Redirect` is obeyed. */
  readonly heedsRedirect: boolean;
  /** The conditions of `proxy_next_upstream`; empty when it is off. */
  readonly retries: ReadonlySet<string>;
}

export interface ProxyTarget {
  readonly kind: 'target';
  readonly group: UpstreamGroup;
  /** `$proxy_host`, without the default port. */
  readonly host: string;
  /** The whole requested URI, if variables give it; otherwise empty. */
  readonly uri: string;
}

/** Fields that concern only this hop (ngx_http_proxy_headers). */
const HOP_BY_HOP = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'te',
  'keep-alive',
  'expect',
  'upgrade',
];

/** Compiles a location's proxy settings. @throws TidegateError CONFIG_* with the place */
export function compileProxy(
  settings: ProxySettings,
  location: Location,
  scope: Scope,
  groups: UpstreamGroups,
): ProxyPlan {
  const { place } = location;
  const { pass, bind, nextUpstream, setHeaders } = settings;
  if (pass.scheme === 'https') {
    throw new TidegateError('CONFIG_UNSUPPORTED', 'proxy_pass to https is not supported', {
      place: pass.place,
      hint: 'Pass to http, or use the real nginx here.',
    });
  }
  if (settings.bindPorts !== null && bind?.kind !== 'address') {
    throw new TidegateError('CONFIG_VALUE_BAD', 'proxy_bind_ports without a proxy_bind', {
      place: pass.place,
      hint: 'Add proxy_bind with the source address of the ports.',
    });
  }
  const set = new Set(setHeaders.map(({ name }) => name.toLowerCase()));
  const passed = new Set(settings.passHeaders.map((name) => name.toLowerCase()));
  const rewriteUrl = compileRewriting(settings, location, scope);
  const orNull = (template: Template | null): Evaluate | null =>
    template === null ? null : scope.compile(template, place);
  return {
    settings,
    target: compileTarget(settings, scope, groups),
    uri: pass.expression === null && pass.uri !== null ? asBytes(literal(pass.uri) ?? '') : null,
    bind: compileSourceBind(bind, scope),
    ownFields: compileOwnFields(setHeaders, writtenHost(pass), (value) =>
      scope.compile(value, place),
    ),
    ports: settings.bindPorts === null ? null : new PortCursors(settings.bindPorts, Math.random),
    method: orNull(settings.method),
    withheld: new Set([...HOP_BY_HOP, ...set]),
    saysLength: !set.has('content-length'),
    saysCoding: !set.has('transfer-encoding'),
    body: orNull(settings.setBody),
    hidden: hiddenFields(settings, passed, rewriteUrl !== null),
    passed: passed.has('server') || passed.has('date') ? passed : null,
    rewriteUrl,
    heedsRedirect: !settings.ignoreHeaders.includes('x-accel-redirect'),
    // `off` wins over all other conditions beside it.
    retries: new Set(nextUpstream.conditions.includes('off') ? [] : nextUpstream.conditions),
  };
}

/** Passing takes precedence over hiding, but fields about the framing of this hop are never passed. */
function hiddenFields(
  { hideHeaders }: ProxySettings,
  passed: ReadonlySet<string>,
  rewrites: boolean,
): ReadonlySet<string> {
  const hidden = [...HIDDEN, ...hideHeaders.map((name) => name.toLowerCase())];
  return new Set([
    ...WITHHELD,
    ...hidden.filter((name) => !passed.has(name)),
    ...(rewrites ? ['location', 'refresh'] : []),
  ]);
}

function compileTarget(
  { pass }: ProxySettings,
  scope: Scope,
  groups: UpstreamGroups,
): ProxyPlan['target'] {
  if (pass.expression !== null) {
    const evaluate = scope.compile(pass.expression, pass.place);
    return (request) => targetOf(takeApart(evaluate(request)), groups);
  }
  const written = literal(pass.target) ?? '';
  const group = groups.find(written);
  if (group === null) {
    throw new TidegateError('CONFIG_UPSTREAM_UNKNOWN', `no upstream is named "${written}"`, {
      place: pass.place,
      hint: 'Name an upstream block, or an address with a port.',
    });
  }
  const target = { kind: 'target', group, host: withoutUsualPort(written), uri: '' } as const;
  return () => target;
}

/** A port beside the name of an upstream makes it a different name, as in nginx. */
function targetOf(url: PassedUrl | NoUrl, groups: UpstreamGroups): ProxyTarget | NoUrl {
  if (url.kind === 'none') return url;
  const { host, port, uri } = url;
  const authority = port === null ? host : `${host}:${port}`;
  const group = groups.find(authority);
  if (group !== null) return { kind: 'target', group, host: withoutUsualPort(authority), uri };
  return { kind: 'none', status: 502, words: `no resolver defined to resolve ${host}` };
}

function writtenHost({ expression, target }: ProxySettings['pass']): string | null {
  return expression === null ? withoutUsualPort(literal(target) ?? '') : null;
}

/** nginx adds the port only if it is not 80 (ngx_http_proxy_set_vars). */
function withoutUsualPort(authority: string): string {
  return authority.replace(/:0*80$/, '');
}
