import type { Location, ProxyRedirect, ProxySettings } from '../../../model/nginx.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { Scope } from '../../variables/evaluate.js';
import { compilePattern } from '../../variables/pattern.js';
import { literal } from '../../variables/scope.js';

/** Rewrites a URL of the upstream; null = it stays unchanged. */
export type RewriteUrl = (url: string, request: HttpRequest) => string | null;

/**
 * `proxy_redirect` of one location: the first rule that matches. The default replaces the URL of
 * proxy_pass by the location's prefix.
 * @throws TidegateError CONFIG_VARIABLE_UNKNOWN, CONFIG_REGEX_BAD
 */
export function compileRewriting(
  { redirects, pass }: ProxySettings,
  location: Pick<Location, 'kind' | 'pattern'>,
  scope: Scope,
): RewriteUrl | null {
  const rules = redirects.flatMap((redirect) => {
    const rule =
      redirect.kind === 'default'
        ? defaultRule(pass, location)
        : redirect.kind === 'prefix'
          ? prefixRule(redirect, scope)
          : regexRule(redirect, scope);
    return rule === null ? [] : [rule];
  });
  if (rules.length === 0) return null;
  return (url, request) => {
    for (const rule of rules) {
      const rewritten = rule(url, request);
      if (rewritten !== null) return rewritten;
    }
    return null;
  };
}

/** There is none for a proxy_pass with variables, as in nginx. */
function defaultRule(
  { expression, scheme, target, uri }: ProxySettings['pass'],
  { kind, pattern }: Pick<Location, 'kind' | 'pattern'>,
): RewriteUrl | null {
  const host = literal(target);
  const path = uri === null ? '/' : literal(uri);
  if (expression !== null || host === null || path === null) return null;
  const from = `${scheme}://${host}${path}`;
  const named = kind === 'regex' || kind === 'named';
  const to = uri === null ? '/' : named ? '' : pattern;
  return (url) => (url.startsWith(from) ? to + url.slice(from.length) : null);
}

function prefixRule(
  redirect: ProxyRedirect & { readonly kind: 'prefix' },
  scope: Scope,
): RewriteUrl {
  const pattern = scope.compile(redirect.pattern, redirect.place);
  const replacement = scope.compile(redirect.replacement, redirect.place);
  return (url, request) => {
    const from = pattern(request);
    return url.startsWith(from) ? replacement(request) + url.slice(from.length) : null;
  };
}

/** A match replaces the whole URL; `$1` to `$9` are its captures. */
function regexRule(redirect: ProxyRedirect & { readonly kind: 'regex' }, scope: Scope): RewriteUrl {
  const matches = compilePattern(redirect, scope);
  const replacement = scope.compile(redirect.replacement, redirect.place);
  return (url, request) => (matches(request, url) ? replacement(request) : null);
}
