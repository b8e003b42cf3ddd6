import { flat } from '../../lib/flat.js';
import { type HttpRequest, requestLine } from '../http/request.js';
import { quoted } from './escape.js';

/** What the error log says of the request that a line is about. */
export interface RequestContext {
  readonly client: string;
  /** The server's first name. */
  readonly server: string;
  /** The request's first line; empty = nothing of it came. */
  readonly line: string;
  /** URL that it was passed on to; empty = none. */
  readonly upstream: string;
  readonly host: string | undefined;
  readonly referrer: string | undefined;
}

export function contextOf(request: HttpRequest, upstream: string): RequestContext {
  const { connection, answer, headers } = request;
  return {
    client: connection.remoteAddress,
    server: answer.serverName,
    line: requestLine(request),
    upstream,
    host: headers.get('host'),
    referrer: headers.get('referer'),
  };
}

/** As it ends a line of the log. */
export function contextText(context: RequestContext): string {
  const { client, server, line, upstream, host, referrer } = context;
  let text = `, client: ${client}, server: ${server}`;
  if (line !== '') text += `, request: ${quoted(line)}`;
  if (upstream !== '') text += `, upstream: ${quoted(upstream)}`;
  if (host !== undefined) text += `, host: ${quoted(host)}`;
  if (referrer !== undefined) text += `, referrer: ${quoted(referrer)}`;
  return text;
}

/** Stands for a field that was not sent: none can hold it. */
const ABSENT = '\r';

/**
 * All that must be kept of a request to make its context later, where there are masses of them:
 * one text, in memory of its own. What a connection or the configuration knows is not in it.
 * @param uri what the upstream was asked for.
 */
export function abridge(request: HttpRequest, uri: string): string {
  const { headers, oddLine } = request;
  const own = oddLine === null && uri === request.uri.requestUri ? '' : uri;
  const [host = ABSENT, referrer = ABSENT] = [headers.get('host'), headers.get('referer')];
  // The URI may hold what was decoded, a line's end even: it goes last.
  return flat([requestLine(request), host, referrer, own].join('\n'));
}

/** @param server the upstream's side, without what was asked for there: `http://127.0.0.1:80`. */
export function unabridge(
  abridged: string,
  known: Pick<RequestContext, 'client' | 'server'>,
  server: string,
): RequestContext {
  const [line = '', host, referrer, ...rest] = abridged.split('\n');
  const own = rest.join('\n');
  const sent = line.slice(line.indexOf(' ') + 1, line.lastIndexOf(' '));
  return {
    ...known,
    line,
    upstream: server + (own === '' ? sent : own),
    host: host === ABSENT ? undefined : host,
    referrer: referrer === ABSENT ? undefined : referrer,
  };
}
