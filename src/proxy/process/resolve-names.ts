import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { bareAddress } from '../../config/nginx/socket-name.js';
import { TidegateError } from '../../lib/errors.js';
import type { Listen, NginxConfig, Upstream, UpstreamServer } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';

/**
 * Upstream servers and listens by name become one for each address, once, at start, as in nginx.
 * @throws TidegateError HOST_NOT_FOUND at their place.
 */
export async function resolveNames(config: NginxConfig): Promise<NginxConfig> {
  const { http, stream } = config;
  return { ...config, http: await resolvePart(http), stream: await resolvePart(stream) };
}

interface Named {
  readonly upstreams: readonly Upstream[];
  readonly servers: readonly { readonly listens: readonly Listen[] }[];
}

async function resolvePart<P extends Named>(part: P | null): Promise<P | null> {
  if (part === null) return null;
  const servers = await Promise.all(
    part.servers.map(async (server) => ({
      ...server,
      listens: (await Promise.all(server.listens.map(resolveListen))).flat(),
    })),
  );
  const upstreams = await Promise.all(
    part.upstreams.map(async (upstream) => ({
      ...upstream,
      servers: (await Promise.all(upstream.servers.map(resolveServer))).flat(),
    })),
  );
  return { ...part, servers, upstreams };
}

async function resolveListen(listen: Listen): Promise<readonly Listen[]> {
  const { address, place } = listen;
  if (address === '*' || isIP(bareAddress(address)) !== 0) return [listen];
  const addresses = await addressesOf(address, `"${address}" of the "listen" directive`, place);
  return addresses.map((one) => ({ ...listen, address: isIP(one) === 6 ? `[${one}]` : one }));
}

async function resolveServer(server: UpstreamServer): Promise<readonly UpstreamServer[]> {
  const host = bareAddress(server.host);
  if (isIP(host) !== 0) return [{ ...server, host }];
  const addresses = await addressesOf(host, `upstream "${server.address}"`, server.place);
  return addresses.map((address) => ({ ...server, host: address }));
}

async function addressesOf(host: string, where: string, place: Place): Promise<readonly string[]> {
  try {
    const found = await lookup(host, { all: true });
    return [...new Set(found.map(({ address }) => address))];
  } catch (cause) {
    throw new TidegateError('HOST_NOT_FOUND', `host not found in ${where}`, {
      place,
      hint: 'Write the address, or a name that resolves here.',
      cause,
    });
  }
}
