import { monotonicMs } from '../../lib/clock.js';
import { type HttpRequest, requestLine, requestProtocol } from '../http/request/request.js';
import { upstreamVariable } from '../upstream/answering/upstream-variables.js';
import { COMMON_VARIABLES } from '../variables/common-variables.js';
import type { Evaluate } from '../variables/evaluate.js';
import type { BuiltIn } from '../variables/scope.js';

/** nginx's request variables that are supported here. */
const VARIABLES: Readonly<Record<string, Evaluate>> = {
  ...COMMON_VARIABLES,
  server_name: (request) => request.answer.serverName,
  server_protocol: requestProtocol,
  scheme: () => 'http',
  https: () => '',
  host: (request) => (request.host === '' ? request.answer.serverName : request.host),
  request: requestLine,
  request_method: (request) => request.method,
  request_uri: (request) => request.uri.requestUri,
  uri: (request) => request.path,
  document_uri: (request) => request.path,
  args: (request) => request.args,
  query_string: (request) => request.args,
  is_args: (request) => (request.args === '' ? '' : '?'),
  document_root: (request) => request.at.root(request),
  request_filename: (request) => request.at.root(request) + request.path,
  content_length: (request) => request.headers.get('content-length') ?? '',
  content_type: (request) => request.headers.get('content-type') ?? '',
  proxy_host: (request) => request.answer.proxyHost,
  proxy_port: ({ answer }) =>
    answer.proxyHost === '' ? '' : (/:(\d+)$/.exec(answer.proxyHost)?.[1] ?? '80'),
  proxy_add_x_forwarded_for: (request) => {
    const forwarded = request.headers.all('x-forwarded-for').join(', ');
    const { remoteAddress } = request.connection;
    return forwarded === '' ? remoteAddress : `${forwarded}, ${remoteAddress}`;
  },
  status: ({ errorStatus, answer }) => String(errorStatus || answer.status).padStart(3, '0'),
  remote_user: remoteUser,
  request_time: ({ client }) => ((monotonicMs() - client.startedMs) / 1000).toFixed(3),
  request_length: ({ client }) => String(client.requestBytes),
  bytes_sent: ({ client }) => String(client.sentBytes),
  body_bytes_sent: ({ client }) => String(Math.max(0, client.sentBytes - client.sentHeadBytes)),
  connection: ({ client }) => String(client.number),
  connection_requests: ({ client }) => String(client.requests),
  pipe: ({ client }) => (client.pipelined ? 'p' : '.'),
};

/** The only variable that costs every request something: a look at the clock when it begins. */
export const TIMES_REQUESTS = 'request_time';

/** The user of `Authorization: Basic`, even if no password was asked for. */
function remoteUser({ headers }: HttpRequest): string {
  const written = /^basic +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (written === undefined) return '';
  const decoded = Buffer.from(written, 'base64').toString('latin1');
  return decoded.includes(':') ? decoded.slice(0, decoded.indexOf(':')) : '';
}

/** nginx's request variables whose names begin with a prefix, as `http_`; null = it is none of them. */
function byPrefix(name: string): Evaluate | null {
  if (name.startsWith('http_')) return header(name.slice('http_'.length));
  if (name.startsWith('cookie_')) return cookie(name.slice('cookie_'.length));
  if (name.startsWith('arg_')) return argument(name.slice('arg_'.length));
  if (name.startsWith('upstream_')) return upstreamVariable(name);
  return null;
}

/** `$http_x_name` is the field `X-Name`; several of one name are joined, as in nginx 1.23. */
function header(name: string): Evaluate {
  const key = name.replaceAll('_', '-').toLowerCase();
  return (request) => {
    const values = request.headers.all(key);
    return values.length === 1 ? (values[0] ?? '') : values.join(', ');
  };
}

/** The first cookie of that name, compared without case; `_` matches only itself. */
function cookie(name: string): Evaluate {
  const key = name.toLowerCase();
  return (request) => {
    for (const field of request.headers.all('cookie')) {
      for (const pair of field.split(';')) {
        const equals = pair.indexOf('=');
        if (equals < 0 || withoutSpaces(pair.slice(0, equals)).toLowerCase() !== key) continue;
        return withoutSpaces(pair.slice(equals + 1), false);
      }
    }
    return '';
  };
}

/** Not `trim`, which removes bytes above ASCII as spaces. */
function withoutSpaces(text: string, behindToo = true): string {
  let start = 0;
  let end = text.length;
  while (text[start] === ' ') start++;
  while (behindToo && end > start && text[end - 1] === ' ') end--;
  return text.slice(start, end);
}

function argument(name: string): Evaluate {
  const key = name.toLowerCase();
  return (request: HttpRequest) => {
    for (const part of request.args.split('&')) {
      const equals = part.indexOf('=');
      if (equals > 0 && part.slice(0, equals).toLowerCase() === key) return part.slice(equals + 1);
    }
    return '';
  };
}

/** Every variable (without `$`) that a request has by itself. */
export const REQUEST_VARIABLES: BuiltIn<HttpRequest> = { fixed: VARIABLES, byPrefix };
