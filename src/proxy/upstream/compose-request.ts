import type { HttpRequest } from '../http/request.js';
import { escapePath } from '../http/uri.js';
import type { ProxyPlan } from './proxy-plan.js';

/** How a request's body goes to the upstream. */
export type RequestBodyField =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' };

/**
 * The head that goes to the upstream: the location's own fields first, those whose value is
 * empty left out, then the client's, as nginx orders them.
 * @param prefix the location's pattern, which a URI in `proxy_pass` replaces.
 */
export function composeRequestHead(
  request: HttpRequest,
  plan: ProxyPlan,
  prefix: string,
  body: RequestBodyField,
): string {
  const method = plan.method?.(request) ?? request.method;
  let head = `${method} ${upstreamUri(request, plan, prefix)} HTTP/${plan.settings.httpVersion}\r\n`;
  for (const { name, value } of plan.headers) {
    const text = value(request);
    if (text !== '') head += `${name}: ${text}\r\n`;
  }
  if (body.kind === 'length' && plan.saysLength) head += `Content-Length: ${body.bytes}\r\n`;
  if (body.kind === 'chunked' && plan.saysCoding) head += 'Transfer-Encoding: chunked\r\n';
  if (!plan.settings.passRequestHeaders) return `${head}\r\n`;
  const { entries } = request.headers;
  for (let at = 0; at < entries.length; at += 3) {
    if (!plan.withheld.has(entries[at + 1] ?? '')) {
      head += `${entries[at]}: ${entries[at + 2]}\r\n`;
    }
  }
  return `${head}\r\n`;
}

function upstreamUri(request: HttpRequest, plan: ProxyPlan, prefix: string): string {
  const { uri, path } = request;
  const args = uri.args === '' ? '' : `?${uri.args}`;
  if (plan.uri !== null) {
    const replaced = plan.uri(request);
    // With variables in proxy_pass the URI stands for the whole, as written.
    if (!plan.wholeUri) return `${replaced}${escapePath(path.slice(prefix.length))}${args}`;
    if (replaced !== '') return replaced;
  }
  // An internal redirect has changed what is asked for.
  return path === uri.path ? uri.requestUri : `${escapePath(path)}${args}`;
}
