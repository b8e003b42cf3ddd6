import type { HttpRequest } from '../http/request.js';
import { COMMON_VARIABLES } from '../variables/common-variables.js';
import type { Evaluate } from '../variables/evaluate.js';

/** nginx's variables of a request, those that mean something here. */
const VARIABLES: Readonly<Record<string, Evaluate>> = {
  ...COMMON_VARIABLES,
  server_name: (request) => request.answer.serverName,
  server_protocol: (request) => `HTTP/1.${request.minorVersion}`,
  scheme: () => 'http',
  https: () => '',
  host: (request) => (request.host === '' ? request.answer.serverName : request.host),
  request: (request) =>
    `${request.method} ${request.uri.requestUri} HTTP/1.${request.minorVersion}`,
  request_method: (request) => request.method,
  request_uri: (request) => request.uri.requestUri,
  uri: (request) => request.path,
  document_uri: (request) => request.path,
  args: (request) => request.uri.args,
  query_string: (request) => request.uri.args,
  is_args: (request) => (request.uri.args === '' ? '' : '?'),
  content_length: (request) => request.headers.get('content-length') ?? '',
  content_type: (request) => request.headers.get('content-type') ?? '',
  proxy_host: (request) => request.answer.proxyHost,
  proxy_add_x_forwarded_for: (request) => {
    const forwarded = request.headers.all('x-forwarded-for').join(', ');
    const { remoteAddress } = request.connection;
    return forwarded === '' ? remoteAddress : `${forwarded}, ${remoteAddress}`;
  },
  upstream_addr: (request) => request.answer.upstreamAddress,
  status: (request) => (request.answer.status === 0 ? '' : String(request.answer.status)),
};

/** The variable of this name (without `$`); null when nginx's request has none such. */
export function builtIn(name: string): Evaluate | null {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name] ?? null;
  if (name.startsWith('http_')) return header(name.slice('http_'.length));
  if (name.startsWith('arg_')) return argument(name.slice('arg_'.length));
  return null;
}

/** `$http_x_name` is the field `X-Name`; several of one name are joined, as nginx 1.23 does. */
function header(name: string): Evaluate {
  const key = name.replaceAll('_', '-').toLowerCase();
  return (request) => {
    const values = request.headers.all(key);
    return values.length === 1 ? (values[0] ?? '') : values.join(', ');
  };
}

function argument(name: string): Evaluate {
  const key = name.toLowerCase();
  return (request: HttpRequest) => {
    for (const part of request.uri.args.split('&')) {
      const equals = part.indexOf('=');
      if (equals > 0 && part.slice(0, equals).toLowerCase() === key) return part.slice(equals + 1);
    }
    return '';
  };
}
