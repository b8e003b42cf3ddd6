import { flat } from '../../../lib/text/flat.js';
import type { RequestContext } from '../../log/request-context.js';
import { type HttpRequest, requestLine } from './request.js';

/** @param upstream URL that the request was passed on to; empty = none. */
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

/** Stands for a field that was not sent, because no field can contain it. */
const ABSENT = '\r';

/**
 * Everything that has to be kept of a request to compose its context later, as one text in memory
 * of its own, because there are very many. It leaves out what the connection or the configuration
 * knows.
 * @param uri what was requested from the upstream
 */
export function abridge(request: HttpRequest, uri: string): string {
  const { headers, oddLine } = request;
  const own = oddLine === null && uri === request.uri.requestUri ? '' : uri;
  const [host = ABSENT, referrer = ABSENT] = [headers.get('host'), headers.get('referer')];
  // The URI comes last, because it may contain decoded bytes, even a line end.
  return flat([requestLine(request), host, referrer, own].join('\n'));
}

/** @param server the upstream's side, without the requested URI: `http://127.0.0.1:80` */
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
