import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { TidegateError } from '../../lib/errors.js';
import type { NginxConfig, UpstreamServer } from '../../model/nginx.js';

/**
 * Upstream servers by name become one server for each address, once, at start, as in nginx.
 * @throws TidegateError HOST_NOT_FOUND at the server's place.
 */
export async function resolveNames(config: NginxConfig): Promise<NginxConfig> {
  if (config.http === null) return config;
  const upstreams = await Promise.all(
    config.http.upstreams.map(async (upstream) => ({
      ...upstream,
      servers: (await Promise.all(upstream.servers.map(resolveServer))).flat(),
    })),
  );
  return { ...config, http: { ...config.http, upstreams } };
}

async function resolveServer(server: UpstreamServer): Promise<readonly UpstreamServer[]> {
  if (isIP(server.host) !== 0) return [server];
  try {
    const addresses = await lookup(server.host, { all: true });
    return addresses.map(({ address }) => ({ ...server, host: address }));
  } catch (cause) {
    throw new TidegateError('HOST_NOT_FOUND', `host not found in upstream "${server.address}"`, {
      place: server.place,
      hint: 'Write the address, or a name that resolves here.',
      cause,
    });
  }
}
