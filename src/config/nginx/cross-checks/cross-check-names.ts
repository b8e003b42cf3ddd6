import { listenName } from '../../../lib/address/socket-name.js';
import { TidegateError } from '../../../lib/errors.js';
import type { HttpServer } from '../../../model/nginx.js';
import { groupsOf, toLikeRegExp } from '../values/regex.js';

/**
 * Checks that servers which share a socket have valid names. As in nginx, a server that is alone on
 * its socket may have any name, unless it is a pattern with captures.
 * @throws TidegateError CONFIG_VALUE_BAD
 */
export function crossCheckNames(servers: readonly HttpServer[]): void {
  const odd = servers.filter(({ unfindableNames }) => unfindableNames.length > 0);
  if (odd.length === 0) return;
  const counts = new Map<string, number>();
  const socketsOf = ({ listens }: HttpServer) => listens.map(listenName);
  for (const socket of servers.flatMap(socketsOf)) {
    counts.set(socket, (counts.get(socket) ?? 0) + 1);
  }
  for (const server of odd) {
    const [first] = server.unfindableNames;
    const shared = socketsOf(server).find((socket) => (counts.get(socket) ?? 0) > 1);
    if (!first || (shared === undefined && !catches(server))) continue;
    throw invalidName(first.name, first.place);
  }
}

function catches({ names }: HttpServer): boolean {
  return names.some(
    (name) => name.startsWith('~') && groupsOf(toLikeRegExp(name.slice(1), true)).count > 0,
  );
}

function invalidName(name: string, place: HttpServer['place']): TidegateError {
  return new TidegateError('CONFIG_VALUE_BAD', `invalid server name or wildcard "${name}"`, {
    place,
    hint: 'Write a name, .name, *.name or name.*, without empty labels.',
  });
}
