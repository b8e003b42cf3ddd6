import { TidegateError } from '../../lib/errors.js';
import type { StreamConfig, StreamServer, StreamText, Upstream } from '../../model/nginx.js';

/**
 * What only the whole `stream` block can tell, as nginx tells it when it has read it.
 * @throws TidegateError CONFIG_UNKNOWN_UPSTREAM, CONFIG_UNKNOWN_MATCH, CONFIG_VALUE, CONFIG_DUPLICATE, CONFIG_INCOMPLETE
 */
export function crossCheckStream(stream: StreamConfig): void {
  const upstreams = new Set(stream.upstreams.map(({ name }) => name));
  const matches = new Set(stream.matches.map(({ name }) => name));
  for (const upstream of stream.upstreams) checkPorts(upstream);
  for (const server of stream.servers) {
    checkWhole(server);
    if (server.proxyPass !== null) checkTarget(server.proxyPass, upstreams);
    checkHealth(server, matches);
  }
  checkListens(stream.servers);
}

/** There is no port that TCP would have by default. */
const WITH_PORT = /:\d+$/;

function checkPorts({ servers }: Upstream): void {
  for (const { address, place } of servers) {
    if (WITH_PORT.test(address)) continue;
    throw new TidegateError('CONFIG_VALUE', `no port in upstream server "${address}"`, {
      place,
      hint: `Write: server ${address}:PORT;`,
    });
  }
}

function checkWhole({ listens, proxyPass, return: text, place }: StreamServer): void {
  const missing = listens.length === 0 ? 'listen' : 'proxy_pass or return';
  if (listens.length > 0 && (proxyPass !== null || text !== null)) return;
  throw new TidegateError('CONFIG_INCOMPLETE', `this server of stream has no ${missing}`, {
    place,
    hint: listens.length === 0 ? 'Add: listen ADDRESS:PORT;' : 'Add: proxy_pass UPSTREAM;',
  });
}

function checkTarget({ text, place }: StreamText, upstreams: ReadonlySet<string>): void {
  const [name, ...more] = text;
  if (typeof name !== 'string' || more.length > 0) return;
  if (upstreams.has(name) || WITH_PORT.test(name)) return;
  throw new TidegateError('CONFIG_UNKNOWN_UPSTREAM', `no upstream is named "${name}"`, {
    place,
    hint: 'Name an upstream of this stream block, or an address with its port.',
  });
}

function checkHealth({ healthCheck, proxyPass }: StreamServer, matches: ReadonlySet<string>): void {
  if (healthCheck === null) return;
  const { match, place } = healthCheck;
  if (proxyPass === null) {
    throw new TidegateError('CONFIG_VALUE', 'health_check without a proxy_pass to check', {
      place,
      hint: 'Put it into the server that has the proxy_pass.',
    });
  }
  if (match === null || matches.has(match)) return;
  throw new TidegateError('CONFIG_UNKNOWN_MATCH', `no match block is named "${match}"`, {
    place,
    hint: `Add to stream: match ${match} { expect ~ PATTERN; }`,
  });
}

/** Nothing tells the servers of one address apart. */
function checkListens(servers: readonly StreamServer[]): void {
  const taken = new Set<string>();
  for (const listen of servers.flatMap(({ listens }) => listens)) {
    const { address, port, place } = listen;
    if (listen.defaultServer) {
      throw new TidegateError('CONFIG_VALUE', 'default_server means nothing in stream', {
        place,
        hint: 'Leave it out.',
      });
    }
    const endpoint = `${address === '0.0.0.0' ? '*' : address}:${port}`;
    if (taken.has(endpoint)) {
      throw new TidegateError('CONFIG_DUPLICATE', `two servers of stream listen on ${endpoint}`, {
        place,
        hint: 'Give each an address or a port of its own.',
      });
    }
    taken.add(endpoint);
  }
}
