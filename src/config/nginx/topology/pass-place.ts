import type { Template } from '../../../model/nginx.js';

/** Where a pass connects, and the URI that it requests; null = the client's URI. */
export interface PassPlace {
  readonly place: Template;
  readonly uri: Template | null;
}

/** Variables whose values begin with the slash of a path. */
const PATHS: ReadonlySet<string> = new Set(['request_uri', 'uri', 'document_uri']);

/**
 * Splits a pass with variables where the place ends: `http://app$request_uri` and
 * `$scheme://$host:$port/x` give app and $host:$port. The path of a socket stays whole, and so does
 * `http:/$var`, whose variable contains the place.
 */
export function passPlace(written: Template): PassPlace {
  const target = withoutScheme(written);
  const [first] = target;
  const whole = { place: target, uri: null };
  if (typeof first === 'string' && /^(?:unix:|\w+:\/$)/.test(first)) return whole;
  for (const [at, part] of target.entries()) {
    const slash = typeof part === 'string' ? part.indexOf('/') : PATHS.has(part.variable) ? 0 : -1;
    if (slash === -1) continue;
    const before = typeof part === 'string' ? part.slice(0, slash) : '';
    const rest = typeof part === 'string' ? part.slice(slash) : part;
    const place = [...target.slice(0, at), ...(before === '' ? [] : [before])];
    return place.length === 0 ? whole : { place, uri: [rest, ...target.slice(at + 1)] };
  }
  return whole;
}

/** `http://app` and `$scheme://app` as `app`. */
function withoutScheme(target: Template): Template {
  const [first, second, ...rest] = target;
  if (typeof first === 'string') {
    const left = first.replace(/^\w+:\/\//, '');
    return left === first || left !== '' ? [left, ...target.slice(1)] : target.slice(1);
  }
  if (!first || typeof second !== 'string' || !second.startsWith('://')) return target;
  const left = second.slice(3);
  return left === '' ? rest : [left, ...rest];
}

/** The URI that a pass requests: `path` if it passes on the client's own; null = not known. */
export function uriAsked(uri: Template | null, path: string): string | null {
  if (uri === null) return path;
  const [first, ...rest] = uri;
  const own = typeof first === 'object' && PATHS.has(first.variable);
  const isQuery = (part: Template[number]) =>
    typeof part === 'object' && /^(?:is_args|args|query_string)$/.test(part.variable);
  if (own && rest.every(isQuery)) return path;
  return uri.every((part) => typeof part === 'string') ? uri.join('') : null;
}
