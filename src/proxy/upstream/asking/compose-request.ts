import { escapePath } from '../../http/heads/uri.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { ProxyLocation } from '../plan/proxy-location.js';

/** How a request's body is announced to the upstream. */
export type RequestBodyField =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' };

/** The parts of a location that a request's head depends on. */
type Passing = Pick<ProxyLocation, 'plan' | 'prefix'>;

/**
 * The head for the upstream: first the location's own fields without empty ones, then the client's,
 * in nginx's order.
 */
export function composeRequestHead(
  request: HttpRequest,
  location: Passing,
  body: RequestBodyField,
): string {
  const { plan } = location;
  const method = plan.method?.(request) ?? request.method;
  const version = plan.settings.httpVersion === '1.1' ? ' HTTP/1.1\r\n' : ' HTTP/1.0\r\n';
  let head = `${method} ${upstreamUri(request, location)}${version}${plan.ownFields(request)}`;
  if (body.kind === 'length' && plan.saysLength) head += `Content-Length: ${body.bytes}\r\n`;
  if (body.kind === 'chunked' && plan.saysCoding) head += 'Transfer-Encoding: chunked\r\n';
  if (!plan.settings.passRequestHeaders) return `${head}\r\n`;
  return `${head}${request.headers.linesWithout(plan.withheld)}\r\n`;
}

/** The requested path and arguments. */
export function upstreamUri(request: HttpRequest, { plan, prefix }: Passing): string {
  const { uri, path } = request;
  if (request.answer.passedUri !== '') return request.answer.passedUri;
  const args = request.args === '' ? '' : `?${request.args}`;
  if (plan.uri !== null) {
    const rest = path.slice(prefix.length);
    const changed = request.internal || isQuoted(uri.requestUri);
    return `${plan.uri}${changed ? escapePath(rest) : rest}${args}`;
  }
  const asSent = !request.redirected && uri.requestUri.startsWith('/');
  return asSent ? uri.requestUri : `${escapePath(path)}${args}`;
}

/** Whether a path contains decoded characters; without any it is passed on as it was sent. */
function isQuoted(requestUri: string): boolean {
  const percent = requestUri.indexOf('%');
  if (percent < 0) return false;
  const [query, fragment] = [requestUri.indexOf('?'), requestUri.indexOf('#')];
  return (query < 0 || percent < query) && (fragment < 0 || percent < fragment);
}
