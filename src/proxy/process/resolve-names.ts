import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { bareAddress } from '../../lib/address/ip.js';
import { TidegateError } from '../../lib/errors.js';
import type {
  HttpConfig,
  Listen,
  NginxConfig,
  StreamConfig,
  Template,
  Upstream,
  UpstreamServer,
} from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import { endpointOf, upstreamOfOne } from '../upstream/peers/upstream-of-one.js';
import { literal } from '../variables/scope.js';

/**
 * Upstream servers and listens with a name become one for each address, once at start, as in nginx.
 * A name in proxy_pass becomes an upstream of its addresses.
 * @throws TidegateError HOST_NOT_FOUND with the place
 */
export async function resolveNames(config: NginxConfig): Promise<NginxConfig> {
  const { http, stream } = config;
  return {
    ...config,
    http: await resolvePart(http, http === null ? [] : httpTargets(http)),
    stream: await resolvePart(stream, stream === null ? [] : streamTargets(stream)),
  };
}

interface Named {
  readonly upstreams: readonly Upstream[];
  readonly servers: readonly { readonly listens: readonly Listen[] }[];
}

/** Where a proxy_pass without variables goes. */
interface Target {
  readonly name: string;
  readonly place: Place;
}

function httpTargets({ servers }: HttpConfig): Target[] {
  return servers
    .flatMap(({ locations }) => locations)
    .flatMap(({ proxy }) =>
      proxy === null || proxy.pass.expression !== null
        ? []
        : targetOf(proxy.pass.target, proxy.pass.place),
    );
}

function streamTargets({ servers }: StreamConfig): Target[] {
  return servers.flatMap(({ proxyPass }) =>
    proxyPass === null ? [] : targetOf(proxyPass.text, proxyPass.place),
  );
}

function targetOf(template: Template, place: Place): Target[] {
  const name = literal(template);
  return name === null ? [] : [{ name, place }];
}

async function resolvePart<P extends Named>(
  part: P | null,
  targets: readonly Target[],
): Promise<P | null> {
  if (part === null) return null;
  const servers = await Promise.all(
    part.servers.map(async (server) => ({
      ...server,
      listens: (await Promise.all(server.listens.map(resolveListen))).flat(),
    })),
  );
  const upstreams = await Promise.all(
    [...part.upstreams, ...upstreamsByName(targets, part.upstreams)].map(async (upstream) => ({
      ...upstream,
      servers: (await Promise.all(upstream.servers.map(resolveServer))).flat(),
    })),
  );
  return { ...part, servers, upstreams };
}

/**
 * A text that is neither an upstream's name nor an address is a host name; each becomes an upstream
 * once.
 */
function upstreamsByName(targets: readonly Target[], known: readonly Upstream[]): Upstream[] {
  const names = new Set(known.map(({ name }) => name.toLowerCase()));
  return targets.flatMap(({ name: written, place }) => {
    const name = written.toLowerCase();
    const endpoint = endpointOf(name);
    if (names.has(name) || endpoint === null || isIP(endpoint.host) !== 0) return [];
    names.add(name);
    return [upstreamOfOne(name, endpoint.host, endpoint.port, place)];
  });
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
