import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { TidegateError } from '../../lib/errors.js';
import type { NginxConfig, Upstream, UpstreamServer } from '../../model/nginx.js';

/**
 * Upstream servers by name become one server for each address, once, at start, as in nginx.
 * @throws TidegateError HOST_NOT_FOUND at the server's place.
 */
export async function resolveNames(config: NginxConfig): Promise<NginxConfig> {
  const { http, stream } = config;
  return { ...config, http: await resolvePart(http), stream: await resolvePart(stream) };
}

async function resolvePart<P extends { readonly upstreams: readonly Upstream[] }>(
  part: P | null,
): Promise<P | null> {
  if (part === null) return null;
  const upstreams = await Promise.all(
    part.upstreams.map(async (upstream) => ({
      ...upstream,
      servers: (await Promise.all(upstream.servers.map(resolveServer))).flat(),
    })),
  );
  return { ...part, upstreams };
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
