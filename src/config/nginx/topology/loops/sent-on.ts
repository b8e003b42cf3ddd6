import type { Template } from '../../../../model/nginx.js';
import { uriAsked } from '../pass-place.js';
import type { SurePlace } from '../targets.js';
import { evaluate, type Request, type Visit } from './evaluate.js';
import type { PassMet } from './in-server.js';

/** What a pass sends, and where. */
export interface SentOn {
  readonly scheme: 'http' | 'https';
  /** Without scheme and URI. */
  readonly place: string;
  readonly request: Request;
}

/**
 * @param target the evaluated target of the pass; null = not known for this request
 * @param sure the target if it is the same for every request; otherwise null
 */
export function sentOn(
  { location, proxy }: PassMet,
  visit: Visit,
  target: string | null,
  sure: SurePlace | null,
): SentOn | null {
  const whole = target === null ? null : splitUrl(target);
  const place = whole?.place ?? sure?.place ?? '';
  const uri = uriOf(proxy.pass.uri, visit) ?? whole?.uri ?? uriAsked(sure?.uri ?? null, visit.path);
  // nginx refuses an empty port.
  if (place === '' || place.endsWith(':') || uri === null) return null;
  const variables = [...proxy.pass.target, ...(proxy.pass.uri ?? [])].some(
    (part) => typeof part === 'object',
  );
  const replaced = proxy.pass.uri !== null || (whole?.uri ?? null) !== null;
  // nginx passes a URI with variables unchanged, and the result of rewrite instead of any URI.
  const path = !replaced
    ? visit.path
    : variables
      ? uri
      : visit.broken
        ? visit.path
        : uri + visit.path.slice(location.pattern.length);
  const headers = new Map(visit.request.headers);
  let host: string | null = place.startsWith('unix:') ? 'localhost' : place;
  for (const { name, value } of proxy.setHeaders) {
    const sent = valueSent(value, visit, host);
    if (name.toLowerCase() === 'host') host = sent;
    else headers.set(name.toLowerCase(), sent);
  }
  if (host === null) return null;
  const scheme = whole?.scheme ?? proxy.pass.scheme;
  const from = path.startsWith('/') ? path : `/${path}`;
  return { scheme, place, request: { host, path: from, headers } };
}

function uriOf(uri: Template | null, visit: Visit): string | null {
  return uri === null ? null : evaluate(uri, visit);
}

function valueSent(value: Template, visit: Visit, proxyHost: string | null): string | null {
  const [only] = value;
  if (value.length === 1 && typeof only === 'object' && only.variable === 'proxy_host') {
    return proxyHost;
  }
  return evaluate(value, visit);
}

/** `http://app/x`, `app/x`, `unix:PATH:/x`. */
function splitUrl(text: string): { scheme?: 'http' | 'https'; place: string; uri: string | null } {
  const [, scheme, rest = ''] = /^(?:(https?):\/\/)?(.*)$/is.exec(text) ?? [];
  const [, place = '', uri] = rest.startsWith('unix:')
    ? (/^(unix:[^:]+)(?::(.*))?$/s.exec(rest) ?? [])
    : (/^([^/?]*)(.*)$/s.exec(rest) ?? []);
  const said = scheme && {
    scheme: scheme.toLowerCase() === 'https' ? ('https' as const) : ('http' as const),
  };
  return { ...said, place, uri: uri || null };
}
