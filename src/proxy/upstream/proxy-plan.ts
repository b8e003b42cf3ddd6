import { TidegateError } from '../../lib/errors.js';
import type { ProxySettings } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import type { HttpRequest } from '../http/request.js';
import type { Evaluate, Scope } from '../site/evaluate.js';
import { literal } from '../site/template.js';
import { WITHHELD } from './compose-response.js';
import type { UpstreamGroup } from './upstream-group.js';
import type { UpstreamGroups } from './upstream-groups.js';

/** `proxy_*` of one location, compiled. */
export interface ProxyPlan {
  readonly settings: ProxySettings;
  /** Where to; null when a variable named no upstream and no address. */
  readonly target: (request: HttpRequest) => ProxyTarget | null;
  /** What replaces the location's prefix in the URI; null = the request's own URI goes on. */
  readonly uri: Evaluate | null;
  /** `uri` holds variables and stands for the whole request URI. */
  readonly wholeUri: boolean;
  /** Source address, evaluated for each request; null = the kernel's choice. */
  readonly bind: Evaluate | null;
  readonly headers: readonly { readonly name: string; readonly value: Evaluate }[];
  /** Lower-case names of client fields that are not passed on. */
  readonly withheld: ReadonlySet<string>;
  /** Lower-case names of the upstream's fields that the client does not get. */
  readonly hidden: ReadonlySet<string>;
  /** The conditions of `proxy_next_upstream`; none when it is off. */
  readonly retries: ReadonlySet<string>;
}

export interface ProxyTarget {
  readonly group: UpstreamGroup;
  /** `$proxy_host`. */
  readonly host: string;
}

/** Fields that end at this hop (ngx_http_proxy_headers). */
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

/** Compiles a location's proxy settings. @throws TidegateError CONFIG_* with the place. */
export function compileProxy(
  settings: ProxySettings,
  place: Place,
  scope: Scope,
  groups: UpstreamGroups,
): ProxyPlan {
  const { pass, bind, nextUpstream, setHeaders } = settings;
  if (pass.scheme === 'https') {
    throw new TidegateError('CONFIG_UNSUPPORTED', 'proxy_pass to https is not supported', {
      place: pass.place,
      hint: 'Pass to http, or let the real nginx stand here.',
    });
  }
  if (bind?.kind === 'address' && bind.transparent) {
    throw new TidegateError('CONFIG_UNSUPPORTED', 'proxy_bind transparent is not supported', {
      place: bind.place,
      hint: 'Name a source address of this host.',
    });
  }
  return {
    settings,
    target: compileTarget(settings, scope, groups),
    uri: pass.uri === null ? null : scope.compile(pass.uri, pass.place),
    wholeUri: literal(pass.target) === null || (pass.uri !== null && literal(pass.uri) === null),
    bind: bind?.kind === 'address' ? scope.compile(bind.address, bind.place) : null,
    headers: setHeaders.map(({ name, value }) => ({ name, value: scope.compile(value, place) })),
    withheld: new Set([...HOP_BY_HOP, ...setHeaders.map(({ name }) => name.toLowerCase())]),
    hidden: new Set([...WITHHELD, ...settings.hideHeaders.map((name) => name.toLowerCase())]),
    // One `off` is off, whatever stands beside it.
    retries: new Set(nextUpstream.conditions.includes('off') ? [] : nextUpstream.conditions),
  };
}

function compileTarget(
  { pass }: ProxySettings,
  scope: Scope,
  groups: UpstreamGroups,
): ProxyPlan['target'] {
  const written = literal(pass.target);
  if (written !== null) {
    const group = groups.find(written);
    if (group === null) {
      throw new TidegateError('CONFIG_UNKNOWN_UPSTREAM', `no upstream is named "${written}"`, {
        place: pass.place,
        hint: 'Name an upstream block, or an address with a port.',
      });
    }
    const target = { group, host: written };
    return () => target;
  }
  const evaluate = scope.compile(pass.target, pass.place);
  return (request) => {
    const host = evaluate(request);
    const group = groups.find(host);
    return group === null ? null : { group, host };
  };
}
