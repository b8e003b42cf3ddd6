import type { HttpRequest } from '../request/request.js';

/** A path as `Location`, in the form that the request's location prescribes. */
export function absolute(location: string, request: HttpRequest): string {
  const { connection, host, answer, at } = request;
  if (!location.startsWith('/') || !at.redirects.absolute) return location;
  const { withPort, byServerName } = at.redirects;
  const port = connection.localPort === 80 || !withPort ? '' : `:${connection.localPort}`;
  return `http://${host === '' || byServerName ? answer.serverName : host}${port}${location}`;
}
